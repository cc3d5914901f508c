package simulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestMalformedRequests(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	c := connect(t, f)
	good := enumerateMessage("SELECT Name FROM X")
	with := func(header string) string { return strings.Replace(good, "</env:Header>", header+"</env:Header>", 1) }
	without := func(name string) string {
		from, to := strings.Index(good, "<"+name), strings.Index(good, "</"+name+">")+len("</"+name+">")
		return good[:from] + good[to:]
	}
	for _, tt := range []struct{ name, message, want string }{
		{"not well-formed", good[:len(good)-3], "2150858817"},
		{"no XML", "hello", "2150858817"},
		{"two roots", "<a/><b/>", "2150858817"},
		{"SOAP 1.1", strings.Replace(good, nsEnvelope, "http://schemas.xmlsoap.org/soap/envelope/", 1), "2150858817"},
		{"no header", without("env:Header"), "2150858817"},
		{"two bodies", strings.Replace(good, "</env:Envelope>", "<env:Body/></env:Envelope>", 1), "2150858817"},
		{"no MessageID", without("a:MessageID"), "2150858767"},
		{"no Action", without("a:Action"), "2150858767"},
		{"no To", without("a:To"), "2150858767"},
		{"no ReplyTo", without("a:ReplyTo"), "2150858767"},
		{"no ResourceURI", without("w:ResourceURI"), "2150858767"},
		{"time-out without a unit", with("<w:OperationTimeout>60</w:OperationTimeout>"), "2150858817"},
		{"envelope size in words", with("<w:MaxEnvelopeSize>big</w:MaxEnvelopeSize>"), "2150858817"},
		{"envelope too small", with("<w:MaxEnvelopeSize>8191</w:MaxEnvelopeSize>"), "2150858878"},
		{"unknown action", strings.Replace(good, actionEnumerate, "urn:x", 1), "2150858753"},
	} {
		if got := c.fault(tt.message); got != tt.want {
			t.Errorf("%s: fault %s, want %s", tt.name, got, tt.want)
		}
	}
	if status, answer := c.exchange(with("<w:OperationTimeout>PT60.000S</w:OperationTimeout>")); status != http.StatusOK {
		t.Errorf("a good time-out: %s", answer)
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"PT60S": time.Minute, "PT60.000S": time.Minute, "PT0.5S": 500 * time.Millisecond,
		"P1DT2H3M4S": 26*time.Hour + 3*time.Minute + 4*time.Second, "PT2H": 2 * time.Hour,
	} {
		if got, ok := parseDuration(text); !ok || got != want {
			t.Errorf("%s is %v %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "60", "P", "PT", "P1DT", "60S", "PT60", "PTS", "pt60s"} {
		if got, ok := parseDuration(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestRelatesTo(t *testing.T) {
	c := connect(t, farmOf(t, &windows.Node{}, &fakeWindows{}, Options{}))
	for _, m := range []string{enumerateMessage("SELECT Name FROM X"), message("urn:x", cimv2, "", "")} {
		_, answer := c.exchange(m)
		root, err := parse([]byte(answer))
		if err != nil {
			t.Fatal(err)
		}
		if got := root.child(nsEnvelope, "Header").text(nsAddressing, "RelatesTo"); got != "uuid:11111111-2222-3333-4444-555555555555" {
			t.Errorf("RelatesTo %q", got)
		}
	}
}

const identifyMessage = `<s:Envelope xmlns:s="` + nsEnvelope + `"><s:Header/><s:Body><i:Identify xmlns:i="` + nsIdentity + `"/></s:Body></s:Envelope>`

func TestIdentify(t *testing.T) {
	w := &fakeWindows{rows: []windows.Instance{{Properties: []windows.Property{{Name: "Version", Value: "6.1.7601"}, {Name: "ServicePackMajorVersion", Value: 1}}}}}
	f := farmOf(t, &windows.Node{OS: windows.OS{Build: 7601}}, w, Options{})
	anyone := dial(t, f.Endpoints()[0])
	resp, body := anyone.post(http.Header{"Wsmanidentify": {"unauthenticated"}}, []byte(identifyMessage))
	if got := bodyOf(t, string(body)).text(nsIdentity, "ProductVersion"); resp.StatusCode != 200 || got != "OS: 0.0.0 SP: 0.0 Stack: 2.0" {
		t.Errorf("to anyone: %d %q", resp.StatusCode, got)
	}
	resp, _ = anyone.post(http.Header{"Wsmanidentify": {"unauthenticated"}}, []byte(enumerateMessage("SELECT Name FROM X")))
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a query by anyone: status %d", resp.StatusCode)
	}
	if got := connect(t, f).ask(identifyMessage).text(nsIdentity, "ProductVersion"); got != "OS: 6.1.7601 SP: 1.0 Stack: 2.0" {
		t.Errorf("to the user: %q", got)
	}
	if got := f.Stats("NODE1").Actions; len(got) != 2 || got[0] != actionIdentify {
		t.Errorf("actions %q", got)
	}
}

func TestFaultDetails(t *testing.T) {
	refusal := &windows.WMIError{Kind: windows.InvalidClass}
	m := enumerateMessage("SELECT Name FROM X WHERE A < 1")
	_, old := connect(t, farmOf(t, &windows.Node{OS: windows.OS{Build: 7601}}, &fakeWindows{refusal: refusal}, Options{})).exchange(m)
	provider := bodyOf(t, old).child(nsEnvelope, "Detail").child(nsFault, "WSManFault").child(nsFault, "Message").child(nsFault, "ProviderFault")
	if got := provider.child(nsFault, "WSManFault").attribute("Code"); got != "2150858778" {
		t.Errorf("code of the provider %q", got)
	}
	if !strings.Contains(old, "<p:ParameterInfo>SELECT Name FROM X WHERE A &lt; 1</p:ParameterInfo>") {
		t.Error("the query is not repeated")
	}
	for _, tt := range []struct{ namespace, space string }{
		{"root/cimv2", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError"},
		{"root/StandardCimv2", "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/standardcimv2/MSFT_WmiError"},
	} {
		c := connect(t, farmOf(t, &windows.Node{OS: windows.OS{Build: 9200}}, &fakeWindows{refusal: refusal}, Options{}))
		_, answer := c.exchange(strings.Replace(m, "root/cimv2", tt.namespace, 1))
		detail := bodyOf(t, answer).child(nsEnvelope, "Detail").child(tt.space, "MSFT_WmiError")
		if got := detail.text(tt.space, "MessageID"); got != "HRESULT 0x8033801a" {
			t.Errorf("%s: MessageID %q", tt.namespace, got)
		}
		root, _ := parse([]byte(answer))
		if got := root.child(nsEnvelope, "Header").text(nsAddressing, "Action"); got != nsEnumeration+"/fault" {
			t.Errorf("%s: action %q", tt.namespace, got)
		}
	}
}
