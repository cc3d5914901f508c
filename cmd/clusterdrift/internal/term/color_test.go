package term

import "testing"

func TestColor(t *testing.T) {
	for _, tt := range []struct {
		mode  ColorMode
		width int
		env   map[string]string
		want  bool
	}{
		{"", 80, nil, true},
		{ColorAuto, 0, nil, false},
		{ColorAuto, 80, map[string]string{"NO_COLOR": ""}, false},
		{ColorAuto, 0, map[string]string{"FORCE_COLOR": "1"}, true},
		{ColorAuto, 0, map[string]string{"CLICOLOR_FORCE": "1"}, true},
		{ColorAuto, 0, map[string]string{"FORCE_COLOR": "0"}, false},
		{ColorAuto, 0, map[string]string{"FORCE_COLOR": "1", "NO_COLOR": "1"}, false},
		{ColorAlways, 0, map[string]string{"NO_COLOR": "1"}, true},
		{ColorNever, 80, map[string]string{"FORCE_COLOR": "1"}, false},
	} {
		terminal := Terminal{Width: tt.width, Color: &tt.mode, Env: func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }}
		if got := terminal.TextOptions().Color; got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
	if err := new(ColorMode).Set("sometimes"); err == nil {
		t.Error("sometimes is taken for a mode")
	}
}
