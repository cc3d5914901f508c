package remote

// Output is what one native command of a line printed, stdout and stderr together.
type Output struct {
	Text []byte
	OK   bool // the command exited with 0
}
