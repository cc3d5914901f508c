package kerberos

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// CacheFile is the file of a credential cache by its name: "FILE:path", "path",
// "DIR:folder" (the primary cache of a collection) or "DIR::path". Other types have
// none: the error of reason BadInput says what to do.
func CacheFile(name string) (string, error) {
	kind, residual, typed := strings.Cut(name, ":")
	if !typed || len(kind) == 1 { // one letter is a drive of Windows
		return name, nil
	}
	op := "read the credential cache " + name
	switch strings.ToUpper(kind) {
	case "FILE":
		return residual, nil
	case "DIR":
		if path, ok := strings.CutPrefix(residual, ":"); ok {
			return path, nil
		}
		return primaryCache(op, residual)
	}
	return "", badInput(op, fmt.Sprintf("a cache of type %q cannot be read, only files can", kind),
		"Get tickets into a file: kinit -c FILE:/tmp/clusterdrift.tickets, and name it.", nil)
}

// primaryCache is the cache of a collection that its file "primary" names, "tkt"
// where there is none.
func primaryCache(op, dir string) (string, error) {
	const longest = 1 << 10
	data, err := input.ReadFile(filepath.Join(dir, "primary"), longest)
	name, _, _ := strings.Cut(string(data), "\n")
	name = strings.TrimRight(name, "\r")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		name = "tkt"
	case err != nil:
		return "", badInput(op, "its primary cache: "+fileProblem(err), cacheHint, err)
	case !strings.HasPrefix(name, "tkt") || strings.ContainsAny(name, `/\`+"\x00"):
		return "", badInput(op, "its file primary names no cache of the folder", "Choose one with kswitch.", nil)
	}
	return filepath.Join(dir, name), nil
}

// DefaultCache is the name of the cache that kinit would write: default_ccache_name of
// the configuration, else the file of the user in the folder for temporary files. It
// is empty where MIT's library has a place that is not a file, as on Windows.
func (c *Config) DefaultCache() string {
	uid := os.Getuid() // -1 on Windows
	name := c.CacheName
	if name == "" {
		name = "FILE:/tmp/krb5cc_%{uid}"
	}
	if uid < 0 {
		return ""
	}
	temporary := os.Getenv("TMPDIR")
	if temporary == "" {
		temporary = "/tmp"
	}
	id := strconv.Itoa(uid)
	name = strings.NewReplacer("%{uid}", id, "%{USERID}", id, "%{euid}", strconv.Itoa(os.Geteuid()),
		"%{TEMP}", temporary, "%{null}", "").Replace(name)
	if strings.Contains(name, "%{") {
		return ""
	}
	return name
}
