package term

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// ColorMode is a flag that says when what is printed has colours.
type ColorMode string

// The modes of ColorMode. The empty one is ColorAuto.
const (
	ColorAuto   ColorMode = "auto" // on a terminal
	ColorAlways ColorMode = "always"
	ColorNever  ColorMode = "never"
)

// ColorModes are the values that the flag takes.
func ColorModes() []string {
	return []string{string(ColorAuto), string(ColorAlways), string(ColorNever)}
}

func (m *ColorMode) String() string {
	if m == nil || *m == "" {
		return string(ColorAuto)
	}
	return string(*m)
}

// Set takes one of ColorModes.
func (m *ColorMode) Set(s string) error {
	if !slices.Contains(ColorModes(), s) {
		return cli.WrongValue("is none of " + strings.Join(ColorModes(), ", "))
	}
	*m = ColorMode(s)
	return nil
}

// Type is what the help calls the value.
func (*ColorMode) Type() string { return "WHEN" }

// colored reports whether to use colours. In the mode auto NO_COLOR forbids them, and
// FORCE_COLOR or CLICOLOR_FORCE, set to anything but 0, has them without a terminal.
func (t Terminal) colored() bool {
	switch t.Color.String() {
	case string(ColorAlways):
		return true
	case string(ColorNever):
		return false
	}
	if _, plain := t.Env("NO_COLOR"); plain {
		return false
	}
	for _, name := range []string{"FORCE_COLOR", "CLICOLOR_FORCE"} {
		if v, _ := t.Env(name); v != "" && v != "0" {
			return true
		}
	}
	return t.Width > 0
}
