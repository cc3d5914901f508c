//go:build !unix

package flags

// descriptorLimit does not know one: Windows bounds handles by memory.
func descriptorLimit() (limit, open int, known bool) { return 0, 0, false }
