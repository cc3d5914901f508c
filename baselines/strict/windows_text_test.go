package strict

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What editors of Windows write, with its line ends and with a byte order mark, has the
// same values and faults in the same places.
func TestTextOfWindows(t *testing.T) {
	for name, text := range map[string]string{
		"values":      "# Synthetic\na: one\nb:\n  - 'two'\n  - |\n    more\n    lines\n  - \"a\n    folded\"\n",
		"a duplicate": "a: 1\nb: 2\na: 3\n",
		"an alias":    "a: &x 1\nb: *x\n",
		"syntax":      "a: 1\nb: [1,\nc: 2\n",
		"no colon":    "a: 1\nwrong\nb: 2\n",
		"no text":     "a: 1\n\nb: \x01\n",
		"a first key": "a: &x 1\n",
		"only notes":  "# Synthetic\n",
	} {
		want := Parse(`C:\audit\site.yaml`, []byte(text))
		for _, other := range []string{strings.ReplaceAll(text, "\n", "\r\n"), ByteOrderMark + text, ByteOrderMark + strings.ReplaceAll(text, "\n", "\r\n")} {
			got := Parse(`C:\audit\site.yaml`, []byte(other))
			if !slices.Equal(messages(got), messages(want)) {
				t.Errorf("%s: %q has the problems %q, want %q", name, other, messages(got), messages(want))
			}
			if want.Root != nil && !reflect.DeepEqual(got.value, want.value) {
				t.Errorf("%s: %q is %#v, want %#v", name, other, got.value, want.value)
			}
		}
	}
}

// A message names a place in a file of a drive as one without.
func TestPlaceOnADrive(t *testing.T) {
	d := Parse(`C:\audit\site.yaml`, []byte("a: 1\nb: 2\n  c: 3\n"))
	if all := messages(d); len(all) != 1 || !strings.HasPrefix(all[0], `C:\audit\site.yaml:3:`) {
		t.Errorf("%q", all)
	}
	if got := d.At(nil).String(); got != `C:\audit\site.yaml:1` {
		t.Error(got)
	}
}

func messages(d *Document) []string {
	var all []string
	for _, p := range d.Problems {
		all = append(all, p.Error())
	}
	return all
}
