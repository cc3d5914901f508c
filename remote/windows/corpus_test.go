package windows

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// regQueryText prints a registry export of the corpus as reg.exe would, and
// returns what it printed.
func regQueryText(t *testing.T, name string) (string, []RegKey) {
	t.Helper()
	var b strings.Builder
	var keys []RegKey
	for _, k := range corpus.Registry(t, name) {
		key := RegKey{Path: k.Path}
		for _, v := range k.Values {
			key.Values = append(key.Values, RegValue(v))
		}
		keys = append(keys, key)
		b.WriteString("\r\n" + strings.TrimSuffix(k.String(), "\r\n"))
	}
	return b.String() + "\r\n", keys
}
