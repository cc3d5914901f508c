package remote

import (
	"strings"
	"testing"
	"time"
)

func TestCatalogueAllowsWhatTheConstructorsMake(t *testing.T) {
	for _, c := range []Command{
		NetshTCPGlobal, NetshTCPDump,
		EventLogConfiguration(ChannelFirewall), OldestEvent(ChannelProfile),
		EventQuery{Channel: ChannelSystem, Provider: ProviderCluster, Within: 30 * 24 * time.Hour, Most: 500}.Command(),
		EventQuery{Channel: ChannelSystem, Provider: ProviderService, IDs: []int{7031, 7034}, Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Provider: ProviderService, IDs: []int{7036}, Binary: []string{"00AF", "01"}, Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Provider: ProviderService, IDs: []int{7040}, Data: "param4", Is: "ClusSvc", Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Provider: ProviderLogon, IDs: []int{5719}, Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelCluster, IDs: []int{1650}, Within: time.Hour, Most: 1}.Command(), OldestEvent(ChannelCluster),
		EventQuery{Channel: ChannelFirewall, IDs: []int{2010}, Within: time.Hour, Most: 9999}.Command(),
	} {
		if !c.allowed() {
			t.Errorf("%s is refused", c)
		}
	}
}

func TestCatalogueRefusesEverythingElse(t *testing.T) {
	for _, c := range []Command{
		"", "powershell", "reg add HKLM\\X", "reg delete \"HKLM\\X\"",
		NetshTCPGlobal + " & calc", "netsh interface tcp set global chimney=disabled", " " + NetshTCPDump, NetshTCPDump + "\n",
		"wevtutil cl System", `wevtutil sl "System" /e:false`, `wevtutil cl "System" /f:xml`, `wevtutil epl "System" C:\x`,
		OldestEvent("Security"), EventLogConfiguration(`System" & calc & "`), OldestEvent(ChannelSystem) + " /bm:x.xml",
		EventQuery{Channel: "Security", Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Provider: "Other", Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Provider: ProviderCluster + "']]\" & calc & \"", Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, IDs: []int{-1}, Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Binary: []string{"00' or '"}, Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Data: "param4", Is: "ClusSvc' or '", Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Data: "param1", Is: "ClusSvc", Within: time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Within: -time.Hour, Most: 1}.Command(),
		EventQuery{Channel: ChannelSystem, Within: time.Hour, Most: 10000}.Command(),
		EventQuery{Channel: "Security", Before: 7, Within: time.Hour, Most: 1}.Command(),
		`wevtutil qe "System" "/q:*[System[EventRecordID > 7 and TimeCreated[timediff(@SystemTime) <= 1]]]" /f:xml /rd:true /c:1`,
	} {
		if c.allowed() {
			t.Errorf("%q is allowed", string(c))
		}
		if _, err := join("n", []Command{c}); !IsKind(err, Refused) {
			t.Errorf("join(%q): %v", string(c), err)
		}
	}
}

func TestNoActionWrites(t *testing.T) {
	for action := range actions {
		for _, verb := range []string{"/Put", "/Set", "CreateKey", "DeleteKey", "DeleteValue", "/shell/Send"} {
			if strings.Contains(action, verb) {
				t.Errorf("%s is on the list", action)
			}
		}
	}
}

func TestSplitOutputs(t *testing.T) {
	line := func(parts ...string) []byte { return []byte(strings.Join(parts, "")) }
	tests := []struct {
		name string
		n    int
		text []byte
		want []string // "+" or "-" and the text; nil: an error
	}{
		{"two", 2, line("a\r\nN:0:0 \r\n", "b\r\nN:1:1\r\n"), []string{"+a\r\n", "-b\r\n"}},
		{"without a line end", 1, line("aN:0:0"), []string{"+a"}},
		{"cut off", 2, line("a\r\nN:0:0\r\nb"), nil},
		{"mark without a result", 1, line("aN:0:"), nil},
		{"another mark's nonce", 1, line("aM:0:0\r\n"), nil},
		{"out of order", 2, line("N:1:0\r\nN:0:0\r\n"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := split("N", tt.n, tt.text)
			if (err != nil) != (tt.want == nil) {
				t.Fatalf("error %v", err)
			}
			for i, o := range got {
				sign := "-"
				if o.OK {
					sign = "+"
				}
				if sign+string(o.Text) != tt.want[i] {
					t.Errorf("output %d: %s%q, want %q", i, sign, o.Text, tt.want[i])
				}
			}
		})
	}
}
