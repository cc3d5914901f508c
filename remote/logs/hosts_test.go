package logs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// perNode is how many records of a source each node has, in the order of its nodes.
func perNode(t *testing.T, s *Set, of *Source) string {
	t.Helper()
	read(t, s, of)
	var all []string
	for _, one := range append([]*Source{of}, of.Others...) {
		all = append(all, fmt.Sprintf("%s %d", one.Node, one.Records))
	}
	return strings.Join(all, ", ")
}

func lost(computer, node, second string) string {
	return fmt.Sprintf(`<Event><System><Provider Name="Microsoft-Windows-FailoverClustering"/><EventID>1135</EventID><Level>1</Level><TimeCreated SystemTime="2023-05-08T10:13:%sZ"/><EventRecordID>3</EventRecordID><Channel>System</Channel><Computer>%s</Computer></System><EventData><Data Name="NodeName">%s</Data></EventData></Event>`, second, computer, node)
}

// TestForwardedEvents reads one export of several computers: each event is of its own.
func TestForwardedEvents(t *testing.T) {
	hv01, hv02, other := lost("HV01.contoso.com", "HV02", "10"), lost("hv02.contoso.com", "HV01", "12"), lost("SQL9.fabrikam.com", "SQL8", "11")
	for _, tt := range []struct {
		name, xml, cluster, want, left string
	}{
		{"two computers", hv01 + hv02 + hv01, "", "hv02.contoso.com 1, HV01.contoso.com 2", ""},
		{"of another cluster too", hv01 + hv02 + other, headed, "hv02.contoso.com 1, HV01.contoso.com 1", "in part: events of computers that are not of the cluster"},
		{"the newest is of another cluster", hv01 + lost("SQL9", "SQL8", "59"), headed, "HV01.contoso.com 1", "in part: events of computers that are not of the cluster"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "ForwardedEvents.xml", []byte("<Events>"+tt.xml+"</Events>"))
			if tt.cluster != "" {
				write(t, dir, "HV02_cluster.log", []byte(fmt.Sprintf(tt.cluster, "")))
			}
			s := open(t, Options{}, dir)
			if diff := cmp.Diff(tt.want, perNode(t, s, s.Sources[0])); diff != "" {
				t.Error(diff)
			}
			read(t, s, s.Sources[0]) // again: said once
			var left []string
			for _, l := range s.LeftOut {
				left = append(left, l.Why)
			}
			if strings.Join(left, "; ") != tt.left {
				t.Errorf("left out: %v", left)
			}
		})
	}
}

// TestComputerColumn finds the column that names the computer, and takes no other one
// for it.
func TestComputerColumn(t *testing.T) {
	const fc = "Microsoft-Windows-FailoverClustering"
	german := "Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\r\n" +
		"Kritisch;13.05.2023 10:13:18;" + fc + ";1135;Knoten-Manager\r\nKritisch;13.05.2023 10:13:19;" + fc + ";1135;Knoten-Manager\r\n"
	for _, tt := range []struct{ name, file, text, want string }{
		{"the task in German", "x.csv", german, " 2"},
		{"the task in German, and the file's name", "HV02_System.csv", german, "HV02 2"},
		{"a task with a digit", "x.csv", strings.ReplaceAll(german, "Knoten-Manager", "Stufe2"), " 2"},
		{"a SID", "x.csv", "TimeCreated,Id,ProviderName,UserId\r\n2023-05-13 10:13:18,1135," + fc + ",S-1-5-18\r\n2023-05-13 10:13:19,1135," + fc + ",S-1-5-18\r\n", " 2"},
		{"keywords", "x.csv", "TimeCreated,Id,ProviderName,Keywords\r\n2023-05-13 10:13:18,1135," + fc + ",0x8000000000000000\r\n", " 1"},
		{"several nodes", "x.csv", "TimeCreated,Id,ProviderName,UserId,MachineName\r\n2023-05-13 10:13:18,1135," + fc + ",S-1-5-18,HV01.contoso.com\r\n2023-05-13 10:13:19,1135," + fc + ",S-1-5-18,HV02.contoso.com\r\n2023-05-13 10:13:20,1135," + fc + ",S-1-5-18,HV01.contoso.com\r\n", "HV01.contoso.com 2, HV02.contoso.com 1"},
		{"short names by their property", "x.csv", "TimeCreated,Id,ProviderName,MachineName\r\n2023-05-13 10:13:18,1135," + fc + ",alpha\r\n2023-05-13 10:13:19,1135," + fc + ",beta\r\n", "alpha 1, beta 1"},
		{"a short name under a heading in another language", "x.csv", "日付,イベント ID,ソース,コンピューター\r\n2023/05/13 10:13:18,1135," + fc + ",HV07\r\n", "HV07 1"},
		{"two columns that may be one", "x.csv", "日付,イベント ID,ソース,甲,乙\r\n2023/05/13 10:13:18,1135," + fc + ",HV07,SVC01\r\n", " 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, Options{}, write(t, t.TempDir(), tt.file, []byte(tt.text)))
			if len(s.Sources) != 1 {
				t.Fatalf("%v", s.LeftOut)
			}
			if got := perNode(t, s, s.Sources[0]); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestComputerColumnByOtherLogs takes the column with the names that other logs have.
func TestComputerColumnByOtherLogs(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "alpha_cluster.log", []byte(oneLine))
	write(t, dir, "x.csv", []byte("日付,イベント ID,ソース,甲,乙\r\n2023/05/13 10:13:18,1135,Microsoft-Windows-FailoverClustering,gamma,alpha\r\n2023/05/13 10:13:18,1135,Microsoft-Windows-FailoverClustering,gamma,beta\r\n"))
	s := open(t, Options{}, dir)
	if got := perNode(t, s, s.Sources[1]); got != "alpha 1, beta 1" {
		t.Error(got)
	}
}

// TestBlockWithoutComputer takes neither a user nor a keyword for the computer.
func TestBlockWithoutComputer(t *testing.T) {
	source, got := readText(t, Options{}, "x.txt", `Protokollname: System
Quelle:        Microsoft-Windows-FailoverClustering
Datum:         13.05.2023 10:13:18
Ereignis-ID:   1135
Aufgabenkategorie: Knoten-Manager
Ebene:         Kritisch
Schlüsselwörter: Klassisch
Benutzer:      SYSTEM
Beschreibung:
Der Knoten wurde entfernt.
`)
	if source.Node != "" || len(got) != 1 || got[0].Computer != "" {
		t.Errorf("%q, %+v", source.Node, got)
	}
}
