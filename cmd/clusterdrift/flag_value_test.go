package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFlagValues gives each kind of flag a value that it cannot take, by every way
// there is to set it.
func TestFlagValues(t *testing.T) {
	for _, tt := range []struct{ flag, value, want string }{
		{"timeout", "soon", `"soon" is not a duration; write it like 30s or 5m`},
		{"port", "x1", `"x1" is not a whole number`},
		{"port", "99999999999999999999", `"99999999999999999999" is not a whole number`},
		{"timeout", "0", `"0" is not above 0; write a time like 30s or 5m`},
		{"timeout", "-1s", `"-1s" is not above 0; write a time like 30s or 5m`},
		{"connect-timeout", "0s", `"0s" is not above 0; write a time like 30s or 5m`},
		{"message-timeout", "-1ns", `"-1ns" is not above 0; write a time like 30s or 5m`},
		{"concurrency", "0", `"0" is neither a whole number from 1 on nor auto`},
		{"concurrency", "automatic", `"automatic" is neither a whole number from 1 on nor auto`},
		{"lanes", "3", `"3" is not one of auto, 1, 2`},
		{"answer-memory", "15", `"15" is not a whole number from 16 to 1048576`},
		{"answer-memory", "1048577", `"1048577" is not a whole number from 16 to 1048576`},
		{"answer-memory", "9223372036854775807", `"9223372036854775807" is not a whole number from 16 to 1048576`},
		{"max-refusals", "-1", `"-1" is not a whole number from 0 on`},
		{"max-refusals", "all", `"all" is not a whole number from 0 on`},
		{"allow-incomplete", "maybe", `"maybe" is neither true nor false`},
		{"output", "text,", `"text," has an empty value; separate values with commas`},
		{"output", `a"b`, `"a\"b" is not a list; part values by commas, and put one with a quote in quotes`},
	} {
		t.Run(tt.flag+" "+tt.value, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "config.yaml")
			if err := os.WriteFile(file, []byte("format: 1\nflags:\n  timeout: '"+tt.value+"'\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			name := "CLUSTERDRIFT_" + strings.ToUpper(strings.ReplaceAll(tt.flag, "-", "_"))
			code, _, stderr := runCommand(t.Context(), nil, "scan", "--"+tt.flag+"="+tt.value, "n")
			if code != 2 || !strings.HasPrefix(stderr, "--"+tt.flag+": "+tt.want+"\n") {
				t.Errorf("as an argument, exit %d: %s", code, stderr)
			}
			code, _, stderr = runCommand(t.Context(), map[string]string{name: tt.value}, "scan", "n")
			if code != 2 || !strings.HasPrefix(stderr, name+": "+tt.want+"\n") {
				t.Errorf("in the environment, exit %d: %s", code, stderr)
			}
			if tt.flag != "timeout" { // the schema of the file refuses the others
				return
			}
			code, _, stderr = runCommand(t.Context(), nil, "scan", "--config", file, "n")
			if code != 2 || !strings.HasPrefix(stderr, file+":3:12: timeout: "+tt.want+"\n") {
				t.Errorf("in a file, exit %d: %s", code, stderr)
			}
		})
	}
}
