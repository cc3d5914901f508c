//go:build !unix

package flags

// descriptorLimit: Windows bounds the handles of a process by its memory.
func descriptorLimit() (limit, open int, known bool) { return 0, 0, false }
