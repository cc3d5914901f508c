package strict

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// ByteOrderMark begins a text in UTF-8 that some editors of Windows have saved. In YAML it
// has no meaning (YAML 1.2 section 5.2).
const ByteOrderMark = "\ufeff"

// IsFile reports whether a reference is the path of a YAML file rather than the
// name of something embedded: it has a path separator or ends in .yaml or .yml.
func IsFile(ref string) bool {
	return strings.ContainsAny(ref, `/\`) || strings.HasSuffix(ref, ".yaml") || strings.HasSuffix(ref, ".yml")
}

// ReadFile reads a regular file that is not larger than Parse accepts. Errors are
// those of input.ReadFile.
func ReadFile(path string) ([]byte, error) { return input.ReadFile(path, MaxSize) }
