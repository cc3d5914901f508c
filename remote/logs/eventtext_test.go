package logs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEventTables(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		o                Options
		want             []string
	}{
		{name: "Event Viewer's CSV", file: "HV02_System.csv", text: "\ufeffLevel,Date and Time,Source,Event ID,Task Category\r\n" +
			"Critical,5/13/2023 10:13:18 AM,Microsoft-Windows-FailoverClustering,1135,Node Mgr,\"Cluster node 'HV01' was removed from the active failover cluster membership. The \"\"Cluster\"\" service\r\nmay have stopped.\"\r\n" +
			"Information,5/13/2023 10:21:22 PM,Service Control Manager,7036,None,The Cluster Service service entered the running state.\r\n",
			want: []string{
				"2 2023-05-13T10:13:18.000 critical [] System 1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership. The \"Cluster\" service\nmay have stopped. | =HV01",
				"4 2023-05-13T22:21:22.000 info [] System 7036 Service Control Manager | The Cluster Service service entered the running state. | =Cluster Service,=running",
			}},
		{name: "Event Viewer's text, German", file: "HV02_evt_System.txt", text: "Ebene\tDatum und Uhrzeit\tQuelle\tEreignis-ID\tAufgabenkategorie\r\n" +
			"Kritisch\t13.05.2023 10:13:18\tMicrosoft-Windows-FailoverClustering\t1135\tKnoten-Manager\tDer Clusterknoten \"HV01\" wurde entfernt.\r\n" +
			"Informationen\t13.05.2023 22:21:22\tService Control Manager\t7036\tKeine\tDienst \"Clusterdienst\" befindet sich jetzt im Status \"Ausgeführt\".\r\n",
			want: []string{
				"2 2023-05-13T10:13:18.000 critical [] System 1135 Microsoft-Windows-FailoverClustering | Der Clusterknoten \"HV01\" wurde entfernt. | ",
				"3 2023-05-13T22:21:22.000 info [] System 7036 Service Control Manager | Dienst \"Clusterdienst\" befindet sich jetzt im Status \"Ausgeführt\". | ",
			}},
		{name: "TSS, date and time apart", file: "x.csv", text: "Date,Time,Type,Computer Name,Event Code,Source,Task Category,Username,Description\r\n" +
			"05/13/2023,10:13:18 AM,Critical,HV02.contoso.com,1135,Microsoft-Windows-FailoverClusterin,Node Mgr,NT AUTHORITY\\SYSTEM,Cluster node 'HV01' was removed from the active failover cluster membership.\r\n" +
			"05/13/2023,10:14:18 AM,Error,HV02.contoso.com,1177,Microsoft-Windows-FailoverClusterin,Quorum Manager,NT AUTHORITY\\SYSTEM,The Cluster service is shutting down because quorum was lost.\r\n",
			want: []string{
				"2 2023-05-13T10:13:18.000 critical []  1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership. | =HV01",
				"3 2023-05-13T10:14:18.000 error []  1177 Microsoft-Windows-FailoverClustering | The Cluster service is shutting down because quorum was lost. | ",
			}},
		{name: "Export-Csv with record ids", file: "x.csv", text: "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n" +
			`"Message","Id","Version","Qualifiers","Level","Task","RecordId","ProviderName","LogName","ProcessId","MachineName","TimeCreated","LevelDisplayName"` + "\r\n" +
			`"Cluster node 'HV01' was removed from the active failover cluster membership.","1135","0",,"1","5","900","Microsoft-Windows-FailoverClustering","System","1200","HV02.contoso.com","03.02.2023 10:13:18","Critical"` + "\r\n" +
			`"The Cluster Service service entered the running state.","7036","0","16384","4","0","899","Service Control Manager","System","700","HV02.contoso.com","02.03.2023 10:13:18","Information"` + "\r\n" +
			`"The Cluster Service service entered the stopped state.","7036","0","16384","4","0","898","Service Control Manager","System","700","HV02.contoso.com","01.04.2023 10:13:18","Information"` + "\r\n",
			// In the order of the ids, the months fall with the day first: 3.2., 2.3., 1.4.
			want: []string{
				"900 2023-03-02T10:13:18.000 critical [] System 1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership. | =HV01",
				"899 2023-02-03T10:13:18.000 info [] System 7036 Service Control Manager | The Cluster Service service entered the running state. | =Cluster Service,=running",
				"898 2023-01-04T10:13:18.000 info [] System 7036 Service Control Manager | The Cluster Service service entered the stopped state. | =Cluster Service,=stopped",
			}},
		{name: "Chinese, semicolons", file: "x.csv", text: "级别;日期和时间;来源;事件 ID;任务类别\r\n" +
			"信息;2023/5/8 下午 10:13:18;Microsoft-Windows-NetworkProfile;10000;无;网络已连接\r\n",
			want: []string{"2 2023-05-08T22:13:18.000 info []  10000 Microsoft-Windows-NetworkProfile | 网络已连接 | "}},
		{name: "messages that begin with a quotation mark", file: "x.txt", text: "Level\tDate and Time\tSource\tEvent ID\tMessage\r\n" +
			"Critical\t2023-05-13 10:13:18\tMicrosoft-Windows-FailoverClustering\t1135\t\"Cluster node\r\nof two lines\r\n" +
			"Error\t2023-05-13 10:14:18\tMicrosoft-Windows-FailoverClustering\t1177\t\"Quorum\" was lost\r\n" +
			"Error\t2023-05-13 10:15:18\tMicrosoft-Windows-FailoverClustering\t1177\t\"Quorum was \"\"lost\"\"\"\r\n",
			want: []string{
				"2 2023-05-13T10:13:18.000 critical []  1135 Microsoft-Windows-FailoverClustering | Cluster node\nof two lines | ",
				"4 2023-05-13T10:14:18.000 error []  1177 Microsoft-Windows-FailoverClustering | Quorum was lost | ",
				"5 2023-05-13T10:15:18.000 error []  1177 Microsoft-Windows-FailoverClustering | Quorum was \"lost\" | ",
			}},
		{name: "a quote that is never closed", file: "x.csv", text: "Level,Date and Time,Source,Event ID,Task Category\r\n" +
			"Critical,2023-05-13 10:13:18,Microsoft-Windows-FailoverClustering,1135,Node Mgr,\"Cluster node\r\n" + strings.Repeat("and more\r\n", 600) +
			"Error,2023-05-13 10:14:18,Microsoft-Windows-FailoverClustering,1177,Quorum Manager,x\r\n",
			want: []string{
				"2 2023-05-13T10:13:18.000 critical []  1135 Microsoft-Windows-FailoverClustering | Cluster node" + strings.Repeat("\nand more", 600) + " | ",
				"603 2023-05-13T10:14:18.000 error []  1177 Microsoft-Windows-FailoverClustering | x | ",
			}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, got := readText(t, tt.o, tt.file, tt.text)
			if source.Kind != EventText {
				t.Errorf("%+v", source)
			}
			if diff := cmp.Diff(tt.want, allShown(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEventBlocks(t *testing.T) {
	want := "1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership. | =HV01"
	for name, text := range map[string]string{
		"Event Viewer's copy": `Log Name:      System
Source:        Microsoft-Windows-FailoverClustering
Date:          5/13/2023 10:13:18 AM
Event ID:      1135
Task Category: Node Mgr
Level:         Critical
Keywords:
User:          SYSTEM
Computer:      HV02.contoso.com
Description:
Cluster node 'HV01' was removed from the active failover cluster membership.
`,
		"wevtutil's text": `Event[0]:
  Log Name: System
  Source: Microsoft-Windows-FailoverClustering
  Date: 2023-05-13T10:13:18.000
  Event ID: 1135
  Task: Node Mgr
  Level: Critical
  Opcode: N/A
  Keyword: N/A
  User: S-1-5-18
  User Name: NT AUTHORITY\SYSTEM
  Computer: HV02.contoso.com
  Description:
Cluster node 'HV01' was removed from the active failover cluster membership.

`,
		"Format-List": `

TimeCreated      : 5/13/2023 10:13:18 AM
ProviderName     : Microsoft-Windows-FailoverClustering
Id               : 1135
LevelDisplayName : Critical
LogName          : System
MachineName      : HV02.contoso.com
Message          : Cluster node 'HV01' was removed from the active failover cluster membership.

`,
	} {
		t.Run(name, func(t *testing.T) {
			source, got := readText(t, Options{}, "x.txt", text+text)
			if source.Node != "HV02.contoso.com" || len(got) != 2 {
				t.Fatalf("%+v", source)
			}
			for _, r := range got {
				_, s, _ := strings.Cut(shown(r), " ")
				if s != "2023-05-13T10:13:18.000 critical [] System "+want {
					t.Errorf("%s", s)
				}
			}
		})
	}
}

func TestDateOrder(t *testing.T) {
	table := func(dates ...string) string {
		text := "Level,Date and Time,Source,Event ID,Task Category\n"
		for _, d := range dates {
			text += "Information," + d + " 10:13:18,Microsoft-Windows-NetworkProfile,10000,None,x\n"
		}
		return text
	}
	for _, tt := range []struct {
		name  string
		dates []string
		o     DateOrder
		want  string // the first date; "" when it is refused
	}{
		{"a day after the 12th", []string{"05/06/2023", "13/06/2023"}, "", "2023-06-05"},
		{"as a second number", []string{"05/06/2023", "05/13/2023"}, "", "2023-05-06"},
		{"both", []string{"05/13/2023", "13/05/2023"}, "", ""},
		{"day and month alike", []string{"12/12/2023"}, "", "2023-12-12"},
		{"the year first", []string{"2023-06-05"}, "", "2023-06-05"},
		{"the name of the month", []string{"5-Jun-2023"}, "", "2023-06-05"},
		{"nothing shows it", []string{"05/06/2023"}, "", ""},
		{"nothing but two rows", []string{"05/06/2023", "06/05/2023"}, "", ""},
		{"the rows go one way", []string{"01/02/2023", "03/02/2023", "01/03/2023", "02/03/2023"}, "", "2023-02-01"},
		{"stated", []string{"05/06/2023"}, MDY, "2023-05-06"},
		{"stated, and shown otherwise", []string{"13/06/2023"}, MDY, "2023-06-13"},
		{"two digits for the year", []string{"13/06/23"}, "", ""},
		{"two digits, stated", []string{"23/06/13"}, YMD, "2023-06-13"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, t.TempDir(), "x.csv", []byte(table(tt.dates...)))
			s, err := Open(context.Background(), []string{path}, Options{DateOrder: tt.o})
			if tt.want == "" {
				var wrong *DateOrderError
				if !errors.As(err, &wrong) || wrong.Path != path || !strings.Contains(err.Error(), "the setting date_order") {
					t.Fatalf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got := read(t, s, s.Sources[0])[0].Time.Format(time.DateOnly); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	t.Run("another text of the node shows it", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "HV01_evt_System.csv", []byte(table("05/06/2023")))
		write(t, dir, "HV01_evt_Application.csv", []byte(table("13/06/2023")))
		s := open(t, Options{}, dir)
		if got := read(t, s, s.Sources[1])[0].Time.Format(time.DateOnly); got != "2023-06-05" {
			t.Errorf("got %s", got)
		}
	})
}

// TestGetWinEventTable: the source is on a line of its own, for the rows below it.
func TestGetWinEventTable(t *testing.T) {
	_, got := readText(t, Options{}, "x.txt", `

   ProviderName: Microsoft-Windows-FailoverClustering

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
5/13/2023 10:13:18 AM         1135 Critical         Cluster node 'HV01' was removed from the active failover cluster membership.
5/13/2023 10:13:17 AM         1177 Kritisch         Etwas anderes

   ProviderName: Service Control Manager

5/13/2023 10:21:22 AM         7036 Information      The Cluster Service service entered the running state.
`)
	want := []string{
		"7 2023-05-13T10:13:18.000 critical []  1135 Microsoft-Windows-FailoverClustering | Cluster node 'HV01' was removed from the active failover cluster membership. | =HV01",
		"8 2023-05-13T10:13:17.000 critical []  1177 Microsoft-Windows-FailoverClustering | Etwas anderes | ",
		"12 2023-05-13T10:21:22.000 info []  7036 Service Control Manager | The Cluster Service service entered the running state. | =Cluster Service,=running",
	}
	if diff := cmp.Diff(want, allShown(got)); diff != "" {
		t.Error(diff)
	}
}

// TestZonedDates: texts whose dates have an offset need none.
func TestZonedDates(t *testing.T) {
	source, got := readText(t, Options{Zones: map[string]time.Duration{"": time.Hour}}, "x.csv",
		"Level,Date and Time,Source,Event ID,Task Category\nInformation,2023-05-08T18:13:18+08:00,Microsoft-Windows-NetworkProfile,10000,None,x\n")
	if source.Zone.By != ZoneHeader || got[0].Time.Format(time.TimeOnly) != "10:13:18" {
		t.Errorf("%+v, %v", source.Zone, got)
	}
}

func TestProfileValues(t *testing.T) {
	_, got := readText(t, Options{}, "x.txt", "12/12/2011    10:13:25 AM    Microsoft-Windows-NetworkProfile    10000    \"Network Connected\n\n                Name: Identifying...\n\n                Type: Unmanaged\n\n                State: Connected,IPV4 (Local)\n\n                Category: Public\n\nBut then it changed.\n\n"+
		"12/12/2011    10:13:26 AM    Microsoft-Windows-NetworkProfile    4003    Transitioning to State: Unidentified Network Interface Guid: {C83435F5-B9D8-464A-85F5-9054C3B92044}\n"+
		"12/12/2011    10:13:27 AM    Microsoft-Windows-Windows Firewall With Advanced Security    2010    A network profile changed on an interface.\n  Adapter GUID: {1}\n  Adapter Name: LAN\n  Old Profile: Domain\n  New Profile: Public\n")
	var data []string
	for _, r := range got {
		s := shown(r)
		data = append(data, s[strings.LastIndex(s, "| ")+2:])
	}
	want := []string{"Name=Identifying...,Type=0,State=5,Category=0", "CurrentOrNextState=2,InterfaceGuid={C83435F5-B9D8-464A-85F5-9054C3B92044}",
		"InterfaceGuid={1},InterfaceName=LAN,OldProfile=1,NewProfile=4"}
	if diff := cmp.Diff(want, data); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoLogOfEvents(t *testing.T) {
	for name, text := range map[string]string{
		"counters of performance": "\"(PDH-CSV 4.0)\",\"\\\\HV01\\Memory\\Pages\",\"\\\\HV01\\Disk\\Queue\"\n\"03/10/2023 09:41:06.123\",\"1135\",\"17\"\n\"03/10/2023 09:41:07.123\",\"7036\",\"18\"\n",
		"the log of a program":    "03/10/2023 09:41:06 ERROR 1135 something went wrong\n",
		"prose":                   "On 03/10/2023 we saw event 1135.\n",
		"JSON":                    `{"a": 1}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, Options{}, write(t, t.TempDir(), "x.csv", []byte(text)))
			if len(s.Sources) != 0 || len(s.LeftOut) != 1 || s.LeftOut[0].Why != "neither a cluster log nor a log of events" {
				t.Errorf("%v, left out: %v", s.Sources, s.LeftOut)
			}
		})
	}
}

func TestZoneOfTexts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "HV02_evt_System.csv", []byte("Level,Date and Time,Source,Event ID,Task Category\nInformation,2023-05-08 18:13:18,Microsoft-Windows-NetworkProfile,10000,None,x\n"))
	write(t, dir, "HV02_cluster.log", []byte(strings.Replace(headed, "%s", "", 1)))
	s := open(t, Options{}, dir)
	text := s.Sources[1]
	if got := read(t, s, text)[0].Time.Format(time.TimeOnly); text.Zone != (Zone{8 * time.Hour, ZoneHeader}) || got != "10:13:18" {
		t.Errorf("%+v, %s", text.Zone, got)
	}
}
