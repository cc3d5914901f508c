package simulator

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

var testTime = time.Date(2012, 1, 1, 11, 0, 0, 0, time.UTC)

func TestFarm(t *testing.T) {
	before := runtime.NumGoroutine()
	up, down, slow := &windows.Node{Name: "UP", Account: testAccount}, &windows.Node{Name: "DOWN"}, &windows.Node{Name: "SLOW", Account: testAccount}
	down.Conduct.Down = true
	slow.Conduct.Latency = 20 * time.Millisecond
	f, err := start([]*windows.Node{up, down, slow}, []system{&fakeWindows{}, nil, &fakeWindows{}}, Options{Latency: 20 * time.Millisecond}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	endpoints := f.Endpoints()
	for i, name := range []string{"UP", "DOWN", "SLOW"} {
		if e := endpoints[i]; e.Node != name || e.Host != "127.0.0.1" || e.HTTPS || e.CA != nil {
			t.Errorf("endpoint %d is %+v", i, e)
		}
	}
	if _, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", endpoints[1].Port)); err == nil {
		t.Error("a node that is down accepts connections")
	}
	if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", endpoints[1].Port)); err == nil {
		l.Close()
		t.Error("the port of a node that is down can be given to another")
	}
	c, s := dial(t, endpoints[0]), dial(t, endpoints[2])
	c.logon(testAccount, nil)
	began := time.Now()
	s.logon(testAccount, nil)
	if took := time.Since(began); took < 80*time.Millisecond {
		t.Errorf("two requests took %v, want twice the latency of 40 ms", took)
	}
	if got := f.Stats("UP"); got.Connections != 1 || got.OpenNow != 1 || got.Requests != 2 || got.Messages != 0 {
		t.Errorf("stats %+v", got)
	}
	if got := f.Stats("nobody"); got.Requests != 0 {
		t.Errorf("stats of no node %+v", got)
	}
	f.Close()
	if got := f.Stats("UP").OpenNow; got != 0 {
		t.Errorf("%d connections are open after Close", got)
	}
	awaitGoroutines(t, before)
}

// awaitGoroutines fails when more goroutines than before go on.
func awaitGoroutines(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if runtime.NumGoroutine() <= before {
			return
		}
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestStartRefusesAnUnknownFault(t *testing.T) {
	n := &windows.Node{Name: "N"}
	n.Conduct.Fault = "huge-boddy"
	if f, err := start([]*windows.Node{n}, []system{nil}, Options{}, time.Now); err == nil {
		f.Close()
		t.Error("started")
	} else if got, want := err.Error(), `start node N: unknown fault "huge-boddy"`; got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

func TestHTTP(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{HTTPS: true})
	c := connect(t, f)
	for _, tt := range []struct {
		name, method, path string
		size, want         int
	}{
		{"another path", "POST", "/wsmans", 1, 404},
		{"GET", "GET", "/wsman", 0, 405},
		{"too large", "POST", "/wsman", maxEnvelope + 1, 413},
	} {
		u := c.url[:len(c.url)-len("/wsman")] + tt.path
		req, _ := http.NewRequest(tt.method, u, bytes.NewReader(make([]byte, tt.size)))
		req.Header.Set("Authorization", c.basic)
		resp, err := c.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, resp.StatusCode, tt.want)
		}
	}
}

// The Windows side and the wire together, used by several clients at once.
func TestStart(t *testing.T) {
	n := &windows.Node{Name: "NODE1", Account: testAccount, OS: windows.OS{Build: 7601, ServicePack: 1}}
	f, err := Start([]*windows.Node{n}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	t.Run("clients", func(t *testing.T) {
		for i := range 4 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				c := connect(t, f)
				for range 10 {
					got := c.ask(enumerateMessage("SELECT BuildNumber FROM Win32_OperatingSystem")).child(nsWSMan, "Items")
					if build := got.child(nsWSMan, "XmlFragment").text("", "BuildNumber"); build != "7601" {
						t.Errorf("build %q", build)
					}
				}
				if got := c.ask(identifyMessage).text(nsIdentity, "ProductVersion"); got != "OS: 6.1.7601 SP: 1.0 Stack: 2.0" {
					t.Errorf("Identify %q", got)
				}
			})
		}
	})
	if s := f.Stats("NODE1"); s.Messages != 44 || s.Requests != 52 || s.Connections != 4 || len(s.Actions) != 44 {
		t.Errorf("stats %+v", s)
	}
}
