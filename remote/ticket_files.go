package remote

import (
	"bufio"
	"bytes"

	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/keytab"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// maxTicketFile bounds a keytab, a credential cache and krb5.conf, in bytes. The
// library would read whatever is at a path, to its end.
const maxTicketFile = 1 << 20

func readKeytab(path string) (*keytab.Keytab, error) {
	return readTicketFile(path, func(data []byte) (*keytab.Keytab, error) {
		kt := keytab.New()
		return kt, kt.Unmarshal(data)
	})
}

func readCache(path string) (*credentials.CCache, error) {
	return readTicketFile(path, func(data []byte) (*credentials.CCache, error) {
		cache := &credentials.CCache{}
		return cache, cache.Unmarshal(data)
	})
}

func readConfig(path string) (*config.Config, error) {
	return readTicketFile(path, func(data []byte) (*config.Config, error) {
		lines := bufio.NewScanner(bytes.NewReader(data))
		lines.Buffer(nil, maxTicketFile+1) // the library would leave out what follows a longer line
		return config.NewFromScanner(lines)
	})
}

// readTicketFile reads a file and lets the library take it apart.
func readTicketFile[T any](path string, parse func([]byte) (T, error)) (parsed T, err error) {
	data, err := input.ReadFile(path, maxTicketFile)
	if err != nil {
		return parsed, err
	}
	return guarded(func() (T, error) { return parse(data) })
}
