package strict

import (
	"io"
	"os"
	"strings"
)

// IsFile reports whether a reference is the path of a YAML file rather than the
// name of something embedded: it has a path separator or ends in .yaml or .yml.
func IsFile(ref string) bool {
	return strings.ContainsAny(ref, `/\`) || strings.HasSuffix(ref, ".yaml") || strings.HasSuffix(ref, ".yml")
}

// ReadFile reads no more of a file than Parse accepts.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxSize+1))
}
