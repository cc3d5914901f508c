package simulator

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestHTTPFaults(t *testing.T) {
	for _, want := range httpFaults() {
		resp, body := dial(t, hostile(t, want.fault, &fakeWindows{}).Endpoints()[0]).post(http.Header{}, []byte("x"))
		if resp.StatusCode != want.status || !strings.Contains(string(body), want.says) || !resp.Close {
			t.Errorf("%s: %d, %q", want.fault, resp.StatusCode, body)
		}
		for name := range want.headers {
			if resp.Header.Get(name) != want.headers.Get(name) {
				t.Errorf("%s: header %s is %q", want.fault, name, resp.Header.Get(name))
			}
		}
	}
}

// A header may be as long as http.sys takes by default, or as the node is set to.
func TestMaxFieldLength(t *testing.T) {
	for limit, usual := range map[int]int{0: maxFieldLength, 300: 300} {
		n := &windows.Node{}
		n.Conduct.MaxFieldLength = limit
		c := dial(t, farmOf(t, n, &fakeWindows{}, Options{}).Endpoints()[0])
		for length, want := range map[int]int{usual: 401, usual + 1: 400} {
			if resp, body := c.post(http.Header{"X-Long": {strings.Repeat("a", length)}}, nil); resp.StatusCode != want || strings.Contains(string(body), requestTooLong) != (want == 400) {
				t.Errorf("limit %d, %d bytes: %d %q", limit, length, resp.StatusCode, body)
			}
		}
	}
}

func TestCloseAfterChallenge(t *testing.T) {
	c := dial(t, hostile(t, FaultCloseAfterChallenge, &fakeWindows{}).Endpoints()[0])
	if resp, _ := c.post(http.Header{"Authorization": {"Negotiate " + base64.StdEncoding.EncodeToString(negotiateMessage(supported))}}, nil); resp.StatusCode != 401 || !resp.Close {
		t.Errorf("%d, closes: %t", resp.StatusCode, resp.Close)
	}
}

// A fault by code has the code in the place where the version of the node puts it.
func TestFaultByCode(t *testing.T) {
	tests := []struct {
		build int
		code  uint32
		want  string
	}{
		{7601, 5, `<f:WSManFault xmlns:f="` + nsFault + `" Code="5"`},
		{7601, 0x80041003, `<f:ProviderFault`},
		{17763, 0x80338104, `Code="2150859012"`},
		{17763, 0x80041003, `HRESULT 0x80041003`},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d/%x", tt.build, tt.code), func(t *testing.T) {
			n := &windows.Node{OS: windows.OS{Build: tt.build}}
			n.Conduct.FaultCode = tt.code
			c := connect(t, farmOf(t, n, &fakeWindows{rows: rowsOf(1, "a")}, Options{}))
			for _, m := range []string{wqlMessage, createMessage(createBody)} {
				if status, answer := c.exchange(m); status != 500 || !strings.Contains(answer, tt.want) {
					t.Errorf("%d %s", status, answer)
				}
			}
		})
	}
}
