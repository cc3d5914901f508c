package logs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestQuotedLines reads lines that have something before them: what grep and
// Select-String write, the marks of mail, or the end of the line before.
func TestQuotedLines(t *testing.T) {
	const (
		one = "00000f44.00000a58::2023/05/08-10:13:18.100 INFO  [NODE] one"
		two = "00000f44.00000a58::2023/05/08-10:13:18.200 INFO  [NODE] two"
	)
	for name, tt := range map[string]struct {
		text, first string
	}{
		"files of grep":              {"A_cluster.log:7:" + one + "\nA_cluster.log:9:" + two, "one"},
		"files of Select-String":     {`C:\logs\A_cluster.log:7:` + one + "\n" + `C:\logs\A_cluster.log:9:` + two, "one"},
		"numbers":                    {"7: " + one + "\n9: " + two, "one"},
		"mail":                       {"> " + one + "\n> > " + two, "one"},
		"a wrapped line before":      {one + "\nmore " + two, "one\nmore"},
		"a wrapped line before both": {"less " + one + "\n" + two, "one"},
	} {
		t.Run(name, func(t *testing.T) {
			source, got := readText(t, Options{}, "A_cluster.log", tt.text)
			want := []string{"2023-05-08 10:13:18.1 " + tt.first, "2023-05-08 10:13:18.2 two"}
			var texts []string
			for _, r := range got {
				texts = append(texts, r.Time.Format("2006-01-02 15:04:05.9 ")+r.Text)
			}
			if diff := cmp.Diff(want, texts); diff != "" || source.Kind != ClusterLog || source.Node != "A" {
				t.Errorf("%s: %s", source.Kind, diff)
			}
		})
	}
}
