package mask

import (
	"fmt"
	"strings"
	"testing"
)

// answers are a megabyte of each kind of text that nodes send most of.
func answers() map[string]string {
	rule := `    {6A35E4B0-1D2C-4F7E-9A88-%012X}    REG_SZ    v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=3343|App=%%SystemRoot%%\system32\svchost.exe|Svc=clussvc|Name=@netlogon.dll,-1003|EmbedCtxt=@FirewallAPI.dll,-36502|` + "\r\n"
	event := `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Service Control Manager' Guid='{555908d1-a6d7-4695-8e1e-26931d2012f4}'/><EventRecordID>%d</EventRecordID><Binary>4E006C00610053007600630000002F0031000000</Binary></System></Event>` + "\r\n"
	package_ := `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages\Package_for_KB%d~31bf3856ad364e35~amd64~~6.1.1.0` + "\r\n"
	return map[string]string{"rules": megabyte(rule), "events": megabyte(event), "packages": megabyte(package_)}
}

func megabyte(line string) string {
	var b strings.Builder
	for i := 0; b.Len() < 1<<20; i++ {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// BenchmarkIn is the cost of an answer that holds nothing to mask.
func BenchmarkIn(b *testing.B) {
	m := New(`Sunshine/1&more`)
	for name, text := range answers() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if m.In(text) {
					b.Fatal("there is nothing to mask")
				}
			}
		})
	}
}
