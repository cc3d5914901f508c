package remote_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
)

// Whatever status answers a log-on, at each of its legs: the error says what happened,
// with the status, and what to do, and none counts as a refused password but a 401
// after the proof.
func TestEveryStatus(t *testing.T) {
	for code := 200; code < 1000; code++ {
		for leg := 1; leg <= 2; leg++ {
			target := serveRaw(t, func(n int, _ *http.Request, conn net.Conn) bool {
				if n < leg {
					return write(conn, challenge(""))
				}
				return write(conn, bare(code, ""))
			})
			_, err := remote.Open(t.Context(), target, credentials(), options())
			if code == 200 && leg == 2 { // it lets us in; what proves the node comes with the first message
				continue
			}
			if err == nil {
				t.Errorf("%d, leg %d: it is taken", code, leg)
				continue
			}
			p := remote.Problem(err)
			if p.Hint == "" || code != 401 && code != 200 && !strings.Contains(p.Message, fmt.Sprint(code)) {
				t.Errorf("%d, leg %d: %q, %q", code, leg, p.Message, p.Hint)
			}
			if remote.PasswordRefused(err) != (code == 401 && leg == 2) {
				t.Errorf("%d, leg %d: a refused password: %v", code, leg, remote.PasswordRefused(err))
			}
		}
	}
}
