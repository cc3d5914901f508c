package remote

// Output is what one native command of a line printed, stdout and stderr together.
type Output struct {
	Text []byte
	OK   bool // the command exited with 0
	// Masked is set when the command printed the password, in whatever form: what
	// is left of the text proves nothing.
	Masked bool
}
