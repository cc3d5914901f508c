package logs

import (
	"os"
	"path/filepath"
	"testing"
)

// Lines without process, thread and date are a cluster log when they have what only
// the cluster service writes; other logs with a time of day and a level are not. The
// lines are synthetic.
func TestStrippedLines(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       int
	}{
		{"cluster log", "21:17:43.284 INFO  [IM] got event: x\n\n21:17:51.284 DBG   [NETFTAPI] Signaled y\n  21:17:51.909 ERR   Quorum lost (status = 5925)\n21:17:51.909 WARN  [RHS] z\n", 4},
		{"another program", "21:17:43.284 INFO  [worker-1] got event\n21:17:51.284 INFO  [worker-2] done\n21:17:51.909 WARN  [main] late\n", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "A_cluster.log"), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			set, err := Open(t.Context(), []string{dir}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer set.Close()
			n := 0
			for _, s := range set.Sources {
				err := set.Read(t.Context(), s, func(r Record) error {
					if n++; r.Dated() || s.Kind != ClusterLog || s.Node != "A" {
						t.Errorf("%s of %s, dated %t", s.Kind, s.Node, r.Dated())
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if n != tt.want {
				t.Errorf("%d records, want %d", n, tt.want)
			}
		})
	}
}
