package simulator

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

const createBody = `<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>`

const noProfile = `<w:OptionSet><w:Option Name="WINRS_NOPROFILE">TRUE</w:Option></w:OptionSet>`

func createMessage(body string) string { return message(actionCreate, shellResource, noProfile, body) }

func shellMessage(action, id, body string) string {
	return message(action, shellResource, `<w:SelectorSet><w:Selector Name="ShellId">`+id+`</w:Selector></w:SelectorSet>`, body)
}

const commandBody = `<rsp:CommandLine><rsp:Command><![CDATA[reg query "HKLM\A" & echo]]></rsp:Command><rsp:Arguments>1 &gt;&amp;2</rsp:Arguments></rsp:CommandLine>`

func receiveBody(command string) string {
	return `<rsp:Receive><rsp:DesiredStream CommandId="` + command + `">stdout stderr</rsp:DesiredStream></rsp:Receive>`
}

func signalBody(command, code string) string {
	return `<rsp:Signal CommandId="` + command + `"><rsp:Code>` + nsShell + `/signal/` + code + `</rsp:Code></rsp:Signal>`
}

// openShell returns the id of a new shell.
func (c *client) openShell() string {
	c.t.Helper()
	_, answer := c.exchange(createMessage(createBody))
	root, err := parse([]byte(answer))
	if err != nil {
		c.t.Fatal(err)
	}
	id := root.child(nsEnvelope, "Body").child(nsShell, "Shell").text(nsShell, "ShellId")
	if id == "" {
		c.t.Fatalf("no shell: %s", answer)
	}
	return id
}

// start starts the command and returns its id.
func (c *client) start(shell string) string {
	c.t.Helper()
	return c.ask(shellMessage(actionCommand, shell, commandBody)).text(nsShell, "CommandId")
}

func TestShell(t *testing.T) {
	w := &fakeWindows{output: strings.Repeat("0123456789abcdef", 16<<10), errors: "oops"}
	f := farmOf(t, &windows.Node{}, w, Options{})
	c := connect(t, f)
	shell := c.openShell()
	command := c.start(shell)
	var streams = map[string]string{}
	var states []string
	for len(states) == 0 || strings.HasSuffix(states[len(states)-1], "/Running") {
		got := c.ask(shellMessage(actionReceive, shell, receiveBody(command)))
		carried := 0
		for _, s := range got.all(nsShell, "Stream") {
			raw, err := base64.StdEncoding.DecodeString(s.content)
			if err != nil {
				t.Fatal(err)
			}
			streams[s.attribute("Name")] += string(raw)
			carried += len(raw)
			if s.attribute("End") == "true" {
				streams[s.attribute("Name")+" ends"] += "once"
			}
		}
		if carried > receiveLimit {
			t.Errorf("one Receive carries %d bytes", carried)
		}
		state := got.child(nsShell, "CommandState")
		states = append(states, state.attribute("State"))
		if code := state.text(nsShell, "ExitCode"); code != "" && code != "3" {
			t.Errorf("exit code %s", code)
		}
	}
	if streams["stdout"] != w.output || streams["stderr"] != "oops" {
		t.Errorf("%d bytes of stdout, stderr %q", len(streams["stdout"]), streams["stderr"])
	}
	if streams["stdout ends"] != "once" || streams["stderr ends"] != "once" {
		t.Error("the streams do not end once each")
	}
	if len(states) != 3 || states[2] != nsShell+"/CommandState/Done" {
		t.Errorf("states %q", states)
	}
	c.ask(shellMessage(actionSignal, shell, signalBody(command, "terminate")))
	if got := c.fault(shellMessage(actionReceive, shell, receiveBody(command))); got != "2150858843" {
		t.Errorf("receive after the signal: fault %s", got)
	}
	if n := f.Stats("NODE1").ShellsOpen; n != 1 {
		t.Errorf("%d shells are open", n)
	}
	if status, _ := c.exchange(shellMessage(actionDelete, shell, "")); status != http.StatusOK {
		t.Errorf("delete: status %d", status)
	}
	if got := c.fault(shellMessage(actionDelete, shell, "")); got != "2150858843" {
		t.Errorf("delete again: fault %s", got)
	}
	s := f.Stats("NODE1")
	if s.ShellsOpen != 0 || len(s.Commands) != 1 || s.Commands[0] != `reg query "HKLM\A" & echo 1 >&2` {
		t.Errorf("stats %+v", s)
	}
}

func TestShellRefusals(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	c := connect(t, f)
	shell := c.openShell()
	command := c.start(shell)
	for _, tt := range []struct{ name, message, want string }{
		{"idle time-out without a unit", createMessage(strings.Replace(createBody, "<rsp:InputStreams>", "<rsp:IdleTimeOut>60</rsp:IdleTimeOut><rsp:InputStreams>", 1)), "2150858817"},
		{"profile of neither kind", strings.Replace(createMessage(createBody), ">TRUE<", ">maybe<", 1), "2150858817"},
		{"another shell", strings.Replace(createMessage(createBody), "shell/cmd", "shell/other", 1), "2150858752"},
		{"create without a shell", createMessage(""), "2150858817"},
		{"unknown shell", shellMessage(actionCommand, "X", commandBody), "2150858843"},
		{"no command", shellMessage(actionCommand, shell, "<rsp:CommandLine/>"), "2150858817"},
		{"unknown command", shellMessage(actionReceive, shell, receiveBody("X")), "2150858843"},
		{"receive nothing", shellMessage(actionReceive, shell, ""), "2150858817"},
		{"unknown signal", shellMessage(actionSignal, shell, signalBody(command, "hello")), "2150858817"},
		{"signal to an unknown command", shellMessage(actionSignal, shell, signalBody("X", "terminate")), "2150858843"},
	} {
		if got := c.fault(tt.message); got != tt.want {
			t.Errorf("%s: fault %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestNoShell(t *testing.T) {
	account := testAccount
	account.NoShell = true
	if got := connect(t, farmOf(t, &windows.Node{Account: account}, &fakeWindows{}, Options{})).fault(createMessage(createBody)); got != "5" {
		t.Errorf("fault %s", got)
	}
}

func TestShellQuotas(t *testing.T) {
	for _, tt := range []struct{ build, shells int }{{7601, 5}, {14393, 30}} {
		f := farmOf(t, &windows.Node{OS: windows.OS{Build: tt.build}}, &fakeWindows{}, Options{})
		c := connect(t, f)
		var last string
		for range tt.shells {
			last = c.openShell()
		}
		if got := c.fault(createMessage(createBody)); got != "2150859173" {
			t.Errorf("build %d: fault %s after %d shells", tt.build, got, tt.shells)
		}
		c.exchange(shellMessage(actionDelete, last, ""))
		c.openShell()
	}
}

func TestCommandsCountUntilTheirShellGoes(t *testing.T) {
	c := connect(t, farmOf(t, &windows.Node{}, &fakeWindows{}, Options{}))
	shell := c.openShell()
	for range 15 {
		c.ask(shellMessage(actionSignal, shell, signalBody(c.start(shell), "ctrl_c")))
	}
	if got := c.fault(shellMessage(actionCommand, shell, commandBody)); got != "2150859174" {
		t.Errorf("fault %s", got)
	}
	c.exchange(shellMessage(actionDelete, shell, ""))
	c.start(c.openShell())
}

func TestIdleShellsEnd(t *testing.T) {
	now := testTime
	f := farmAt(t, &windows.Node{}, &fakeWindows{}, Options{}, func() time.Time { return now })
	c := connect(t, f)
	body := strings.Replace(createBody, "<rsp:InputStreams>", "<rsp:IdleTimeOut>PT60.000S</rsp:IdleTimeOut><rsp:InputStreams>", 1)
	_, answer := c.exchange(createMessage(body))
	if !strings.Contains(answer, "<rsp:IdleTimeOut>PT60.000S</rsp:IdleTimeOut>") {
		t.Errorf("the answer does not repeat the time-out: %s", answer)
	}
	root, _ := parse([]byte(answer))
	id := root.child(nsEnvelope, "Body").child(nsShell, "Shell").text(nsShell, "ShellId")
	now = now.Add(50 * time.Second)
	c.start(id)
	now = now.Add(50 * time.Second)
	c.start(id)
	now = now.Add(61 * time.Second)
	if got := c.fault(shellMessage(actionCommand, id, commandBody)); got != "2150858843" {
		t.Errorf("fault %s", got)
	}
}

// The variables of a shell are those of its commands, and the code of exit is theirs.
func TestShellEnvironment(t *testing.T) {
	n := windows.Server2019("HV01")
	n.Account = testAccount
	f, err := Start([]*windows.Node{n}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	c := connect(t, f)
	_, answer := c.exchange(createMessage(strings.Replace(createBody, "<rsp:InputStreams>",
		`<rsp:Environment><rsp:Variable Name="Site">north &amp; 1</rsp:Variable></rsp:Environment><rsp:InputStreams>`, 1)))
	root, err := parse([]byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	shell := root.child(nsEnvelope, "Body").child(nsShell, "Shell").text(nsShell, "ShellId")
	command := c.ask(shellMessage(actionCommand, shell, `<rsp:CommandLine><rsp:Command>set SITE&amp;exit 42</rsp:Command></rsp:CommandLine>`)).text(nsShell, "CommandId")
	received := c.ask(shellMessage(actionReceive, shell, receiveBody(command)))
	out, err := base64.StdEncoding.DecodeString(received.text(nsShell, "Stream"))
	if err != nil || string(out) != "SITE=north & 1\r\n" {
		t.Errorf("%q, %v", out, err)
	}
	if code := received.child(nsShell, "CommandState").text(nsShell, "ExitCode"); code != "42" {
		t.Errorf("exit code %s", code)
	}
	for _, name := range []string{"", "A=B"} {
		if code := c.fault(createMessage(`<rsp:Shell><rsp:Environment><rsp:Variable Name="` + name + `">x</rsp:Variable></rsp:Environment></rsp:Shell>`)); code != "2150858817" {
			t.Errorf("a variable named %q: fault %s", name, code)
		}
	}
}
