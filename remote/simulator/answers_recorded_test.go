package simulator

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// recorded reads a recorded answer.
func recorded(t *testing.T, name string) []byte {
	t.Helper()
	return corpus.File(t, "wsman/"+name)
}

// response cuts the answer to the given action out of a recorded exchange.
func response(t *testing.T, name, action string) []byte {
	t.Helper()
	for line := range strings.Lines(string(recorded(t, name))) {
		answer, ok := strings.CutPrefix(line, "  response: ")
		if ok && strings.Contains(answer, action) {
			return []byte(answer)
		}
	}
	t.Fatalf("%s has no %s", name, action)
	return nil
}

// shape lists the elements of a document by their path, each with its namespace,
// its attributes and, where values is set, its text. Identifiers are masked.
func shape(t *testing.T, document []byte, values bool) []string {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(document))
	var path, lines []string
	for {
		token, err := d.Token()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			path = append(path, "{"+x.Name.Space+"}"+x.Name.Local)
			var attrs []string
			for _, a := range x.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					continue
				}
				if name := a.Name.Local; name == "CommandId" || name == "Machine" {
					a.Value = "*"
				}
				attrs = append(attrs, a.Name.Space+":"+a.Name.Local+"="+a.Value)
			}
			slices.Sort(attrs)
			lines = append(lines, strings.Join(path, "/")+" "+strings.Join(attrs, " "))
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(x)); values && text != "" && !strings.HasPrefix(text, "uuid:") {
				lines = append(lines, strings.Join(path, "/")+" = "+text)
			}
		}
	}
}

// objects reads the items of recorded answers as WMI objects. A repeated
// property is an array; whether one without repetition is a number or a text
// makes no difference to how it is written.
func objects(t *testing.T, documents ...[]byte) []windows.Instance {
	t.Helper()
	var all []windows.Instance
	for _, d := range documents {
		answer := bodyOf(t, string(d))
		items := answer.child(nsWSMan, "Items")
		if items == nil {
			items = answer.child(nsEnumeration, "Items")
		}
		for _, item := range items.children {
			all = append(all, windows.Instance{Class: item.name.Local, Star: item.name.Local != "XmlFragment", Properties: propertiesOf(t, item)})
		}
	}
	return all
}

func propertiesOf(t *testing.T, item *xmlNode) []windows.Property {
	t.Helper()
	var all []windows.Property
	for _, p := range item.children {
		var value any = p.content
		if p.attribute("nil") == "true" {
			value = nil
		}
		if len(p.children) == 1 {
			at, err := time.Parse(time.RFC3339Nano, p.children[0].content)
			if err != nil {
				t.Fatal(err)
			}
			value = at
		}
		if n := len(all); n > 0 && all[n-1].Name == p.name.Local {
			before, ok := all[n-1].Value.([]string)
			if !ok {
				before = []string{all[n-1].Value.(string)}
			}
			all[n-1].Value = append(before, p.content)
			continue
		}
		all = append(all, windows.Property{Name: p.name.Local, Value: value})
	}
	slices.Reverse(all) // the writer has to sort
	return all
}

// The simulator, given the objects of a recorded enumeration, repeats the
// recorded answers.
func TestEnumerationsAsRecorded(t *testing.T) {
	for _, class := range []string{"Win32_ComputerSystem", "Win32_IP4RouteTable", "Win32_NetworkAdapterConfiguration", "Win32_OperatingSystem"} {
		for _, kind := range []string{"all", "star"} {
			t.Run(class+" "+kind, func(t *testing.T) {
				name := "txwinrm__server_2008__" + class + "_" + kind + "_00"
				documents := [][]byte{recorded(t, name+"0.xml")}
				if bodyOf(t, string(documents[0])).child(nsWSMan, "EndOfSequence") == nil {
					documents = append(documents, recorded(t, name+"1.xml"))
				}
				f := farmOf(t, &windows.Node{}, &fakeWindows{rows: objects(t, documents...)}, Options{})
				c := connect(t, f)
				_, answer := c.exchange(enumerateMessage("SELECT * FROM X"))
				compare(t, documents[0], answer, true)
				if len(documents) == 1 {
					return
				}
				context := bodyOf(t, answer).text(nsEnumeration, "EnumerationContext")
				_, answer = c.exchange(pullMessage(context, "32000"))
				compare(t, documents[1], answer, true)
			})
		}
	}
}

// A recorded enumeration of many pages has as many here, cut at about the same
// places.
func TestPagesAsRecorded(t *testing.T) {
	for _, kind := range []string{"all", "star"} {
		var documents [][]byte
		for _, page := range []string{"0", "1", "2", "3"} {
			documents = append(documents, recorded(t, "txwinrm__server_2008__Win32_Service_"+kind+"_00"+page+".xml"))
		}
		f := farmOf(t, &windows.Node{}, &fakeWindows{rows: objects(t, documents...)}, Options{})
		c := connect(t, f)
		context := c.ask(enumerateMessage("SELECT * FROM X")).text(nsEnumeration, "EnumerationContext")
		pages := 1
		for ; context != ""; pages++ {
			_, answer := c.exchange(pullMessage(context, "32000"))
			page := bodyOf(t, answer)
			context = page.text(nsEnumeration, "EnumerationContext")
			want := len(bodyOf(t, string(documents[pages])).child(nsEnumeration, "Items").children)
			if got := len(page.child(nsEnumeration, "Items").children); got < want-2 || got > want+2 {
				t.Errorf("%s: page %d has %d items, recorded %d", kind, pages, got, want)
			}
		}
		if pages != len(documents) {
			t.Errorf("%s: %d pages, recorded %d", kind, pages, len(documents))
		}
	}
}

func compare(t *testing.T, recorded []byte, answer string, values bool) {
	t.Helper()
	if d := cmp.Diff(shape(t, recorded, values), shape(t, []byte(answer), values)); d != "" {
		t.Errorf("recorded - simulated +\n%s", d)
	}
}

func TestShellAsRecorded(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{output: "out \r\n", errors: "err \r\n"}, Options{})
	c := connect(t, f)
	const pypsrp = "pypsrp__test_winrs_stderr_rc.yml"
	_, answer := c.exchange(createMessage(createBody))
	compare(t, response(t, pypsrp, "CreateResponse"), answer, false)
	compare(t, recorded(t, "txwinrm__data_shell__create_resp.xml"), answer, false)
	shell := c.openShell()
	_, answer = c.exchange(shellMessage(actionCommand, shell, commandBody))
	compare(t, response(t, pypsrp, "CommandResponse"), answer, false)
	compare(t, recorded(t, "txwinrm__data_shell__command_resp.xml"), answer, false)
	command := bodyOf(t, answer).text(nsShell, "CommandId")
	_, answer = c.exchange(shellMessage(actionReceive, shell, receiveBody(command)))
	compare(t, response(t, pypsrp, "ReceiveResponse"), answer, false)
	_, answer = c.exchange(shellMessage(actionSignal, shell, signalBody(command, "ctrl_c")))
	compare(t, response(t, pypsrp, "SignalResponse"), answer, false)
	_, answer = c.exchange(shellMessage(actionDelete, shell, ""))
	compare(t, response(t, pypsrp, "DeleteResponse"), answer, false)
}

// A Receive that leaves output for the next one has the shape of a recorded one.
func TestRunningCommandAsRecorded(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{output: strings.Repeat("x", 3*streamLimit+receiveLimit)}, Options{})
	c := connect(t, f)
	shell := c.openShell()
	_, answer := c.exchange(shellMessage(actionReceive, shell, receiveBody(c.start(shell))))
	want := shape(t, recorded(t, "txwinrm__data_shell__receive_resp_01.xml"), false)
	got := shape(t, []byte(answer), false)
	if d := cmp.Diff(slices.Compact(want), slices.Compact(got)); d != "" {
		t.Errorf("recorded - simulated +\n%s", d)
	}
}

func TestFaultsAsRecorded(t *testing.T) {
	refusal := &windows.WMIError{Kind: windows.InvalidClass}
	class := func(t *testing.T) string {
		_, answer := connect(t, farmOf(t, &windows.Node{}, &fakeWindows{refusal: refusal}, Options{})).exchange(enumerateMessage("SELECT Name FROM X"))
		return answer
	}
	operations := func(t *testing.T) string {
		c := connect(t, farmOf(t, &windows.Node{}, &fakeWindows{rows: rowsOf(2, "a")}, Options{}))
		for range 15 {
			c.ask(enumerateMessage("SELECT Name FROM X"))
		}
		_, answer := c.exchange(enumerateMessage("SELECT Name FROM X"))
		return answer
	}
	shells := func(t *testing.T) string {
		c := connect(t, farmOf(t, &windows.Node{OS: windows.OS{Build: 14393}}, &fakeWindows{}, Options{}))
		for range 30 {
			c.openShell()
		}
		_, answer := c.exchange(createMessage(createBody))
		return answer
	}
	for name, make := range map[string]func(*testing.T) string{
		"winrb__soap_fault_v2.xml":                class,
		"txwinrm__data_error__max_concurrent.xml": operations,
		"winrb__wmi_error_v2.xml":                 shells,
	} {
		t.Run(name, func(t *testing.T) {
			want := shape(t, recorded(t, name), false)
			got := shape(t, []byte(make(t)), false)
			for i := range want { // one recording has no language
				if strings.HasSuffix(want[i], ":lang=") {
					want[i] += "en-US"
				}
			}
			relatesTo := func(l string) bool { return strings.Contains(l, "RelatesTo") } // one has none
			got, want = slices.DeleteFunc(got, relatesTo), slices.DeleteFunc(want, relatesTo)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("recorded - simulated +\n%s", d)
			}
		})
	}
}

func TestIdentifyAsRecorded(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	c := dial(t, f.Endpoints()[0])
	_, body := c.post(map[string][]string{"Wsmanidentify": {"unauthenticated"}}, []byte(identifyMessage))
	compare(t, recorded(t, "identify_2008r2_unauth.xml"), string(body), true)
}
