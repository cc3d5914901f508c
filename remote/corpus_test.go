package remote

import (
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

func recordedBody(t *testing.T, name string) *element {
	t.Helper()
	root, err := parseXML(t.Context(), corpus.File(t, "wsman/"+name))
	if err != nil {
		t.Fatal(err)
	}
	body := root.child(nsSOAP, "Body")
	if body == nil {
		t.Fatal("no SOAP body")
	}
	return body
}

func TestRecordedFirstReplyHoldsOneRow(t *testing.T) {
	for _, name := range []string{"Win32_Service_all_000", "Win32_Service_star_000", "Win32_OperatingSystem_all_000", "Win32_IP4RouteTable_star_000"} {
		t.Run(name, func(t *testing.T) {
			body := recordedBody(t, "txwinrm__server_2008__"+name+".xml")
			p, err := readPage(body.child(nsEnumeration, "EnumerateResponse"), nsWSMan)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.rows) != 1 {
				t.Errorf("%d rows in the first reply, want 1", len(p.rows))
			}
			if single := strings.Contains(name, "OperatingSystem"); p.last != single {
				t.Errorf("last = %v, want %v", p.last, single)
			}
		})
	}
}

func TestRecordedPullPages(t *testing.T) {
	for name, last := range map[string]bool{
		"Win32_Service_all_001": false, "Win32_Service_all_002": false, "Win32_Service_all_003": true,
		"Win32_Service_star_001": false, "Win32_Service_star_003": true, "Win32_IP4RouteTable_all_001": true,
	} {
		t.Run(name, func(t *testing.T) {
			body := recordedBody(t, "txwinrm__server_2008__"+name+".xml")
			p, err := readPage(body.child(nsEnumeration, "PullResponse"), nsEnumeration)
			if err != nil {
				t.Fatal(err)
			}
			if p.last != last || len(p.rows) == 0 {
				t.Fatalf("last = %v with %d rows, want last = %v", p.last, len(p.rows), last)
			}
			for _, row := range p.rows {
				if _, named := row.Text("Name"); !named {
					t.Errorf("row without Name: %v", row)
				}
			}
		})
	}
}

func TestRecordedOperatingSystem(t *testing.T) {
	for _, shape := range []string{"all", "star"} {
		t.Run(shape, func(t *testing.T) {
			body := recordedBody(t, "txwinrm__server_2008__Win32_OperatingSystem_"+shape+"_000.xml")
			p, err := readPage(body.child(nsEnumeration, "EnumerateResponse"), nsWSMan)
			if err != nil {
				t.Fatal(err)
			}
			row := p.rows[0]
			if v, _ := row.Text("Version"); v != "6.1.7601" {
				t.Errorf("Version = %q", v)
			}
			if n, ok := row.Int("OSLanguage"); !ok || n != 1033 {
				t.Errorf("OSLanguage = %d, %v", n, ok)
			}
			if at, ok := row.Time("LastBootUpTime"); !ok || at.Year() < 2013 {
				t.Errorf("LastBootUpTime = %v, %v", at, ok)
			}
			if _, ok := row.Text("OtherTypeDescription"); ok {
				t.Error("a null property has a text")
			}
		})
	}
}

func TestRecordedFaults(t *testing.T) {
	tests := []struct {
		file string
		kind Kind
		code uint32
	}{
		{"txwinrm__data_error__max_concurrent.xml", Quota, codeMaxOperations},
		{"winrb__soap_fault_v2.xml", NotFound, codeCannotProcess},
		{"winrb__wmi_error_v2.xml", Quota, codeMaxShells}, // 2012 and later: MSFT_WmiError instead of WSManFault
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			fault := recordedBody(t, tt.file).child(nsSOAP, "Fault")
			err, ok := faultError("read", fault).(*Error)
			if !ok || err.Kind != tt.kind || err.Code != tt.code {
				t.Errorf("got %+v, want kind %s, code %d", err, tt.kind, tt.code)
			}
			if strings.ContainsAny(err.Text, "\n\t") {
				t.Errorf("the text is not one line: %q", err.Text)
			}
		})
	}
}

var guid = regexp.MustCompile(`(?i)^(uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func TestRecordedShells(t *testing.T) {
	for _, file := range []string{"txwinrm__data_shell__create_resp.xml", "winrb__open_shell_v1.xml"} {
		t.Run(file, func(t *testing.T) {
			if got := shellID(recordedBody(t, file)); !plainID(got) || !guid.MatchString(got) {
				t.Errorf("shell %q, want a GUID", got)
			}
		})
	}
	receive := recordedBody(t, "txwinrm__data_shell__receive_resp_01.xml").child(nsShell, "ReceiveResponse")
	post := &commandRun{session: &Session{options: Options{Limits: DefaultLimits()}}}
	if err := post.check(recordedBody(t, "txwinrm__data_shell__receive_resp_01.xml")); err != nil || receive == nil || post.output == 0 {
		t.Errorf("%d bytes of output, %v", post.output, err)
	}
}
