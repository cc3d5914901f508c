package incidents

import (
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clusterdrift/clusterdrift/report"
)

// The options alone decide on colours: not NO_COLOR, and not whether the process has a
// terminal, which the library looks at on Windows.
func TestColorByOptions(t *testing.T) {
	text.DisableColors()
	t.Cleanup(text.EnableColors)
	if got := rendered(t, "text", flip(), report.Options{Color: true}); !strings.Contains(got, "\x1b[31m") {
		t.Errorf("no colours in\n%s", got)
	}
	text.EnableColors()
	if got := rendered(t, "text", flip(), report.Options{}); strings.Contains(got, "\x1b") {
		t.Errorf("colours in\n%q", got)
	}
}
