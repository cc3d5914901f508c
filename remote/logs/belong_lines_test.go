package logs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHeaderlessLogs tells logs of several clusters apart by their lines: 2012 R2 and
// earlier have no header. The lines are synthetic.
func TestHeaderlessLogs(t *testing.T) {
	line := func(text string) string { return "00000f44.00000a58::2023/05/08-10:13:18.000 INFO  " + text + "\r\n" }
	own := func(n int) string { return line(fmt.Sprintf("[NODE] Node %d: n9 node object is closing", n)) }
	route := func(a, b string) string {
		return line(fmt.Sprintf("[IM] Marking Route from %s:~3343~ to %s:~3343~ as down", a, b))
	}
	near, far := route("10.0.0.1", "10.0.0.2"), route("192.168.5.1", "192.168.5.2")
	const apart = ": read it in a run of its own"
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string // left out
	}{
		{"one cluster", map[string]string{"A": own(1) + near, "B": own(2) + near}, nil},
		{"nothing shows another", map[string]string{"A": own(1) + near, "B": own(2)}, nil},
		{"one number of two nodes", map[string]string{"A": own(1), "B": own(1) + own(1)}, []string{"B_cluster.log: of B, not of the cluster with A" + apart}},
		{"other addresses", map[string]string{"A": own(1) + near, "B": own(2) + near, "C": own(3) + far}, []string{"C_cluster.log: of C, not of the cluster with A, B" + apart}},
		{"of two nodes each, by a third log", map[string]string{
			"A": own(1) + route("10.0.0.1", "10.0.0.3"), "B": own(2) + route("10.0.0.2", "10.0.0.3"), "C": own(3) + route("10.0.0.3", "10.0.0.2") + route("10.0.0.3", "10.0.0.1"),
		}, nil},
		{"the most logs are meant", map[string]string{"A": own(1) + far, "B": own(1) + near, "C": own(2) + near}, []string{"A_cluster.log: of A, not of the cluster with B, C" + apart}},
		{"a peer by its name", map[string]string{"A": own(1) + line("[SV] Securing route from (10.0.0.1:~3343~) to remote B (10.0.0.2:~49000~)."), "B": own(2) + route("10.7.0.1", "10.7.0.2")}, nil},
		{"masked addresses", map[string]string{"A": own(1) + route("10.x.x.1", "10.x.x.2"), "B": own(2) + route("10.y.y.1", "10.y.y.2")}, nil},
		{"an excerpt under another name", map[string]string{"A": own(1) + near, "before": own(1) + near}, nil},
		{"beside a log with a header", map[string]string{"HV02": fmt.Sprintf(headed, ""), "SQL7": own(1) + far}, []string{"SQL7_cluster.log: of SQL7, not of the cluster with HV01, HV02" + apart}},
		{"without a header, of a cluster that has one", map[string]string{"HV01": own(1) + near, "HV02": fmt.Sprintf(headed, "") + near}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for node, text := range tt.files {
				write(t, dir, node+"_cluster.log", []byte(text))
			}
			var left []string
			for _, one := range summary(open(t, Options{}, dir), dir) {
				if strings.Contains(one, apart) {
					left = append(left, one)
				}
			}
			if diff := cmp.Diff(tt.want, left); diff != "" {
				t.Error(diff)
			}
		})
	}
}
