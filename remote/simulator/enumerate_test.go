package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestEnumerateInOneReply(t *testing.T) {
	for _, n := range []int{0, 1} {
		w := &fakeWindows{rows: rowsOf(n, "a")}
		f := farmOf(t, &windows.Node{}, w, Options{})
		got := connect(t, f).ask(enumerateMessage("SELECT Name FROM Win32_Thing WHERE A < 'b' AND C = '&'"))
		if n := len(got.child(nsWSMan, "Items").children); n != len(w.rows) {
			t.Errorf("%d items, want %d", n, len(w.rows))
		}
		if got.child(nsWSMan, "EndOfSequence") == nil || got.text(nsEnumeration, "EnumerationContext") != "" {
			t.Error("the sequence does not end")
		}
		if got, want := w.queries[0], "root/cimv2: SELECT Name FROM Win32_Thing WHERE A < 'b' AND C = '&'"; got != want {
			t.Errorf("query %q, want %q", got, want)
		}
	}
}

func TestEnumerateAndPull(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{rows: rowsOf(6, "a")}, Options{})
	c := connect(t, f)
	first := c.ask(enumerateMessage("SELECT Name FROM X"))
	if n := len(first.child(nsWSMan, "Items").children); n != 1 {
		t.Errorf("the first reply has %d items, want 1", n)
	}
	if first.child(nsWSMan, "EndOfSequence") != nil {
		t.Error("the first reply ends the sequence")
	}
	context := first.text(nsEnumeration, "EnumerationContext")
	second := c.ask(pullMessage(context, "2"))
	if n := len(second.child(nsEnumeration, "Items").children); n != 2 {
		t.Errorf("MaxElements 2 gave %d items", n)
	}
	latest := second.text(nsEnumeration, "EnumerationContext")
	if latest == context || latest == "" {
		t.Errorf("context %q after %q", latest, context)
	}
	if got := c.fault(pullMessage(context, "2")); got != "2150858779" {
		t.Errorf("an old context: fault %s", got)
	}
	other := strings.Replace(pullMessage(latest, "9"), cimv2, wmiPrefix+"root/MSCluster/*", 1)
	if got := c.fault(other); got != "2150859181" {
		t.Errorf("another resource: fault %s", got)
	}
	last := c.ask(pullMessage(latest, "32000"))
	if n := len(last.child(nsEnumeration, "Items").children); n != 3 {
		t.Errorf("the last page has %d items, want 3", n)
	}
	if last.child(nsEnumeration, "EndOfSequence") == nil || last.child(nsEnumeration, "EnumerationContext") != nil {
		t.Error("the last page does not end the sequence")
	}
	if got := c.fault(pullMessage(latest, "1")); got != "2150858779" {
		t.Errorf("after the end: fault %s", got)
	}
}

func TestEnumerateWithoutOptimisation(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{rows: rowsOf(2, "a")}, Options{})
	c := connect(t, f)
	first := c.ask(strings.Replace(enumerateMessage("SELECT Name FROM X"), "<w:OptimizeEnumeration/>", "", 1))
	if first.child(nsWSMan, "Items") != nil {
		t.Error("items in the reply")
	}
	withoutLimit := strings.Replace(pullMessage(first.text(nsEnumeration, "EnumerationContext"), "9"), "<n:MaxElements>9</n:MaxElements>", "", 1)
	if n := len(c.ask(withoutLimit).child(nsEnumeration, "Items").children); n != 1 {
		t.Errorf("a Pull without MaxElements gave %d items, want 1", n)
	}
}

// Recorded full pages are 75.2 to 76.8 KB of UTF-8, although the requests
// allowed 512000.
func TestPagesKeepToTheEnvelope(t *testing.T) {
	rows := rowsOf(500, strings.Repeat("x", 700))
	for _, tt := range []struct {
		asked    string
		min, max int // bytes of UTF-8
	}{
		{"512000", 75_000, 76_800},
		{"40960", 19_000, 20_480},
	} {
		f := farmOf(t, &windows.Node{}, &fakeWindows{rows: rows}, Options{})
		c := connect(t, f)
		size := "<w:MaxEnvelopeSize>" + tt.asked + "</w:MaxEnvelopeSize>"
		context := c.ask(enumerateMessage("SELECT Name FROM X")).text(nsEnumeration, "EnumerationContext")
		seen := 1
		for context != "" {
			_, answer := c.exchange(strings.Replace(pullMessage(context, "32000"), "</env:Header>", size+"</env:Header>", 1))
			page := bodyOf(t, answer)
			context = page.text(nsEnumeration, "EnumerationContext")
			seen += len(page.child(nsEnumeration, "Items").children)
			if len(answer) > tt.max || context != "" && len(answer) < tt.min {
				t.Errorf("a page of %d bytes for %s", len(answer), tt.asked)
			}
		}
		if seen != len(rows) {
			t.Errorf("%d items, want %d", seen, len(rows))
		}
	}
}

func TestItemBeyondTheEnvelope(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{rows: rowsOf(1, strings.Repeat("x", 80_000))}, Options{})
	if got := connect(t, f).fault(enumerateMessage("SELECT Name FROM X")); got != "2150858790" {
		t.Errorf("fault %s", got)
	}
}

func TestQueryRefusals(t *testing.T) {
	wql := enumerateMessage("SELECT Name FROM X")
	for _, tt := range []struct {
		name, message string
		refusal       *windows.WMIError
		build         int
		want          string
	}{
		{"class in the URI", strings.Replace(wql, "cimv2/*", "cimv2/Win32_Service", 1), nil, 7601, "2150859003"},
		{"no filter", message(actionEnumerate, cimv2, "", "<n:Enumerate/>"), nil, 7601, "2150858778"},
		{"another dialect", strings.Replace(wql, "1/WQL", "1/SelectorFilter", 1), nil, 7601, "2150858778"},
		{"not WMI", strings.Replace(wql, cimv2, shellResource, 1), nil, 7601, "2150858752"},
		{"another body", strings.NewReplacer("<n:Enumerate>", "<n:Pull>", "</n:Enumerate>", "</n:Pull>").Replace(wql), nil, 7601, "2150858817"},
		{"MaxElements of 0", strings.Replace(wql, ">32000<", ">0<", 1), nil, 7601, "2150858817"},
		{"class", wql, &windows.WMIError{Kind: windows.InvalidClass}, 7601, "2150858778"},
		{"class on 2016", wql, &windows.WMIError{Kind: windows.InvalidClass}, 14393, "2150858778"},
		{"namespace", wql, &windows.WMIError{Kind: windows.InvalidNamespace}, 7601, "2150858778"},
		{"query", wql, &windows.WMIError{Kind: windows.InvalidQuery}, 7601, "2150858778"},
		{"access", wql, &windows.WMIError{Kind: windows.AccessDenied}, 14393, "5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := farmOf(t, &windows.Node{OS: windows.OS{Build: tt.build}}, &fakeWindows{refusal: tt.refusal}, Options{})
			if got := connect(t, f).fault(tt.message); got != tt.want {
				t.Errorf("fault %s, want %s", got, tt.want)
			}
		})
	}
}

func TestNoWMI(t *testing.T) {
	account := testAccount
	account.NoWMI = true
	w := &fakeWindows{}
	f := farmOf(t, &windows.Node{Account: account}, w, Options{})
	if got := connect(t, f).fault(enumerateMessage("SELECT Name FROM X")); got != "5" {
		t.Errorf("fault %s", got)
	}
	if len(w.queries) != 0 {
		t.Errorf("queried %q", w.queries)
	}
}

func TestOperationsQuota(t *testing.T) {
	now := testTime
	f := farmAt(t, &windows.Node{}, &fakeWindows{rows: rowsOf(3, "a")}, Options{}, func() time.Time { return now })
	c := connect(t, f)
	var contexts []string
	open := func() { // one more enumeration
		t.Helper()
		contexts = append(contexts, c.ask(enumerateMessage("SELECT Name FROM X")).text(nsEnumeration, "EnumerationContext"))
	}
	full := func(after string) {
		t.Helper()
		for _, m := range []string{enumerateMessage("SELECT Name FROM X"), registryMessage("root/default", "EnumKey")} {
			if got := c.fault(m); got != "2150859174" {
				t.Errorf("%s: fault %s", after, got)
			}
		}
	}
	for range 15 {
		open()
	}
	full("15 enumerations")
	status, _ := c.exchange(message(actionRelease, cimv2, "", "<n:Release><n:EnumerationContext>"+contexts[0]+"</n:EnumerationContext></n:Release>"))
	if status != http.StatusOK {
		t.Fatalf("release: status %d", status)
	}
	open()
	full("a release and one more")
	contexts[1] = c.ask(pullMessage(contexts[1], "1")).text(nsEnumeration, "EnumerationContext")
	full("a pull that does not end it")
	c.ask(pullMessage(contexts[1], "9"))
	open()
	full("a pull that ends it and one more")
	now = now.Add(enumerationTimeout + time.Second)
	if got := c.fault(pullMessage(contexts[2], "1")); got != "2150858779" {
		t.Errorf("pull after the time-out: fault %s", got)
	}
	for range 15 {
		open()
	}
}

func TestItems(t *testing.T) {
	at := time.Date(2013, 4, 15, 18, 28, 39, 500_000_000, time.FixedZone("", 7200))
	properties := []windows.Property{
		{Name: "DNSHost", Value: "a<b>&\"c\"\x01\r\n"}, {Name: "Description", Value: ""}, {Name: "Null", Value: nil}, {Name: "NullArray", Value: []string(nil)},
		{Name: "Many", Value: []string{"x", "y"}}, {Name: "On", Value: true}, {Name: "Count", Value: uint64(18446744073709551615)}, {Name: "At", Value: at},
		{Name: "Bytes", Value: []byte{0, 255}}, {Name: "Numbers", Value: []int{-1}},
	}
	text := "a&lt;b&gt;&amp;&quot;c&quot;?&#xD;\n"
	for _, tt := range []struct {
		star bool
		want string
	}{
		{true, `<p:C xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/C" ` +
			`xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xsi:type="p:C_Type">` +
			`<p:At><cim:Datetime>2013-04-15T16:28:39.5Z</cim:Datetime></p:At><p:Bytes>0</p:Bytes><p:Bytes>255</p:Bytes>` +
			`<p:Count>18446744073709551615</p:Count><p:Description></p:Description><p:DNSHost>` + text + `</p:DNSHost>` +
			`<p:Many>x</p:Many><p:Many>y</p:Many><p:Null xsi:nil="true"/><p:Numbers>-1</p:Numbers><p:On>true</p:On></p:C>`},
		{false, `<w:XmlFragment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">` +
			`<At><Datetime>2013-04-15T16:28:39.5Z</Datetime></At><Bytes>0</Bytes><Bytes>255</Bytes><Count>18446744073709551615</Count>` +
			`<Description></Description><DNSHost>` + text + `</DNSHost><Many>x</Many><Many>y</Many><Null xsi:nil="true"/>` +
			`<Numbers>-1</Numbers><On>true</On></w:XmlFragment>`},
	} {
		w := itemWriter{namespace: "root/cimv2", spell: func(s string) string { return s }}
		if got := w.item(windows.Instance{Class: "C", Star: tt.star, Properties: properties}); got != tt.want {
			t.Errorf("star %v:\n%s\nwant\n%s", tt.star, got, tt.want)
		}
	}
}

func registryMessage(namespace, method string) string {
	uri := wmiPrefix + namespace + "/StdRegProv"
	return message(uri+"/"+method, uri, "", fmt.Sprintf(`<p:%s_INPUT xmlns:p="%s"><p:hDefKey>2147483650</p:hDefKey>`+
		`<p:sSubKeyName>SOFTWARE\A &amp; B</p:sSubKeyName><p:sValueName></p:sValueName></p:%[1]s_INPUT>`, method, uri))
}

func TestRegistryAction(t *testing.T) {
	for _, namespace := range []string{"root/default", "root/cimv2"} {
		w := &fakeWindows{}
		c := connect(t, farmOf(t, &windows.Node{}, w, Options{}))
		got := c.ask(registryMessage(namespace, "GetStringValue"))
		uri := wmiPrefix + namespace + "/StdRegProv"
		if !got.is(uri, "GetStringValue_OUTPUT") || got.text(uri, "ReturnValue") != "0" || got.text(uri, "sValue") != "GetStringValue" {
			t.Errorf("answer %+v", got)
		}
		if w.in["hDefKey"] != "2147483650" || w.in["sSubKeyName"] != `SOFTWARE\A & B` || len(w.in) != 3 {
			t.Errorf("arguments %v", w.in)
		}
		if got := c.fault(strings.ReplaceAll(registryMessage(namespace, "EnumKey"), "EnumKey_INPUT", "EnumKey")); got != "2150858817" {
			t.Errorf("another body: fault %s", got)
		}
		w.refusal = &windows.WMIError{Kind: windows.AccessDenied}
		if got := c.fault(registryMessage(namespace, "EnumKey")); got != "5" {
			t.Errorf("access denied: fault %s", got)
		}
	}
}
