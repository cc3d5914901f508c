package kerberos

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// keytab are the keys of a file.
type keytab []keytabEntry

type keytabEntry struct {
	principal Principal
	key       types.EncryptionKey
	version   uint32 // of the key
	written   time.Time
}

const keytabHint = "Make it with ktpass on a domain controller, or ktutil."

func readKeytab(path string) (keytab, error) {
	op := "read the keytab " + path
	data, err := input.ReadFile(path, maxFile)
	if err != nil {
		return nil, badInput(op, fileProblem(err), keytabHint, err)
	}
	entries, err := parseKeytab(data)
	switch {
	case err != nil:
		return nil, badInput(op, "it is not a keytab, or it is damaged", keytabHint, nil)
	case len(entries) == 0:
		return nil, badInput(op, "it holds no keys", keytabHint, nil)
	}
	return entries, nil
}

var errNotKeytab = errors.New("not a keytab")

// Names of more parts than this are taken for damage.
const maxComponents = 16

// parseKeytab reads a file of keys (MIT's keytab file format, versions 1 and 2): after
// two bytes come entries, each with its length, which is negative for a hole.
func parseKeytab(data []byte) (keytab, error) {
	if len(data) < 2 || data[0] != 5 || data[1] < 1 || data[1] > 2 {
		return nil, errNotKeytab
	}
	file := cutter{left: data[2:], order: binary.BigEndian}
	if data[1] == 1 {
		file.order = binary.NativeEndian
	}
	var entries keytab
	for len(file.left) > 0 {
		size := int32(file.number32())
		if size == 0 && !file.short {
			break
		}
		if size < 0 {
			file.bytes(int(-int64(size)))
		} else if e, ok := parseEntry(cutter{left: file.bytes(int(size)), order: file.order}, data[1]); ok {
			entries = append(entries, e)
		} else {
			return nil, errNotKeytab
		}
		if file.short {
			return nil, errNotKeytab
		}
	}
	return entries, nil
}

func parseEntry(c cutter, format byte) (e keytabEntry, ok bool) {
	parts := int(c.number16())
	if format == 1 {
		parts-- // the realm is counted
	}
	if parts < 1 || parts > maxComponents {
		return e, false
	}
	e.principal.Realm = string(c.data16())
	var names []string
	for range parts {
		names = append(names, string(c.data16()))
	}
	e.principal.Name = strings.Join(names, "/")
	if e.principal.tooLong() {
		return e, false
	}
	if format != 1 {
		c.number32() // the type of the name
	}
	e.written = time.Unix(int64(c.number32()), 0)
	e.version = uint32(c.number8())
	e.key = types.EncryptionKey{KeyType: int32(int16(c.number16())), KeyValue: c.data16()}
	if c.short {
		return e, false
	}
	if len(c.left) >= 4 {
		if version := c.number32(); version != 0 {
			e.version = version
		}
	}
	return e, true
}

// key is the newest key of a principal, of the first encryption type that there is.
func (k keytab) key(p Principal, etypes []int32) (found keytabEntry, ok bool) {
	for _, kind := range etypes {
		for _, e := range k {
			if e.principal.Name != p.Name || e.principal.Realm != p.Realm || e.key.KeyType != kind || len(e.key.KeyValue) != keySize(kind) {
				continue
			}
			if !ok || e.version > found.version || e.version == found.version && e.written.After(found.written) {
				found, ok = e, true
			}
		}
		if ok {
			return found, true
		}
	}
	return found, false
}

// verify reports why a keytab cannot serve a principal.
func (k keytab) verify(path string, p Principal) error {
	op := "read the keytab " + path
	if _, ok := k.key(p, ticketTypes()); ok {
		return nil
	}
	var others []string
	for _, e := range k {
		name := e.principal.String()
		switch {
		case e.principal.Name == p.Name && e.principal.Realm == p.Realm:
			return &Error{Reason: Weak, Op: op, Text: fmt.Sprintf("it has no AES key of %q", p),
				Hint: "Make it with AES keys: ktpass /crypto AES256-SHA1, or ktutil with aes256-cts-hmac-sha1-96."}
		case strings.EqualFold(name, p.String()):
			return badInput(op, fmt.Sprintf("it has keys of %q, not of %q: case counts in a keytab", name, p), "Write the user as the keytab does.", nil)
		}
		if !slices.Contains(others, name) && len(others) < 5 {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return badInput(op, fmt.Sprintf("it has no key of %q, only of %q", p, strings.Join(others, ", ")),
		fmt.Sprintf("Write the user as the keytab does (with %s where the realm differs), or name another keytab.", setting.Realm), nil)
}
