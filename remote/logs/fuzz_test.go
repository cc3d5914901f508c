package logs

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// bounded is a sink that checks what every record must keep.
func bounded(t *testing.T) *sink {
	limits := Limits{Line: 4096}.withDefaults()
	return &sink{source: &Source{}, limits: limits, each: func(r Record) error {
		if len(r.Raw) > limits.Line || len(r.Text) > limits.Line+1 || len(r.Data) > mostData+2 {
			t.Fatalf("a record is too long: %d, %d, %d", len(r.Raw), len(r.Text), len(r.Data))
		}
		if r.Raw != strings.ToValidUTF8(r.Raw, "?") || r.Text != strings.ToValidUTF8(r.Text, "?") {
			t.Fatalf("not UTF-8: %q", r.Raw)
		}
		return nil
	}}
}

func FuzzClusterLog(f *testing.F) {
	f.Add([]byte(strings.Replace(headed, "%s", "", 1)))
	f.Add(utf16Bytes(oneLine, binary.LittleEndian))
	f.Add([]byte("12 [Verbose] 00002904.00001040:: YYYY/MM/DD -12:03:44.891 WARN [RES] Physical fe80:: 1.2::2023/05/08-10:13:19.000 x\n[CHANNEL"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out := bounded(t)
		text := plain.Text(bytes.NewReader(data))
		if err := readClusterLog(context.Background(), text, time.Time{}, out); err != nil {
			t.Fatal(err)
		}
		var h header
		if _, err := h.scan(context.Background(), bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzEvtx(f *testing.F) {
	c := newChunk()
	for _, e := range someEvents() {
		c.add(e)
	}
	f.Add(c.bytes()[:len(c.b)])
	f.Fuzz(func(t *testing.T, data []byte) {
		out := bounded(t)
		chunk := append(bytes.Clone(data[:min(len(data), evtxchunk.Size)]), make([]byte, max(0, evtxchunk.Size-len(data)))...)
		copy(chunk, "ElfChnk\x00")
		if err := readEvtx(context.Background(), bytes.NewReader(append(evtxHead(1), chunk...)), out); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzEventXML(f *testing.F) {
	f.Add([]byte(xml10001 + xml7036 + xmlUser))
	f.Add([]byte("<Event \x01><System><Event ></Event></Event>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := readEventXML(context.Background(), bytes.NewReader(data), bounded(t)); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzEventText(f *testing.F) {
	f.Add("Level,Date and Time,Source,Event ID,Task Category\r\nCritical,5/13/2023 10:13:18 AM,Microsoft-Windows-FailoverClustering,1135,Node Mgr,\"x\"\"\r\ny\"\r\n")
	f.Add("Log Name: System\nSource: EventLog\nDate: 5/13/2023 10:13:18 AM\nEvent ID: 6005\nTask: x\nLevel: x\n")
	f.Add("12/12/2011    10:13:25 AM    Microsoft-Windows-NetworkProfile    10000    \"Network Connected\n\n    Type: Unmanaged\n")
	f.Add("Information 3/10/2023 9:41:06 AM Service Control Manager 7036 None The SQL Server service entered the stopped state.\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, form := range []textForm{tabular, pasted, inBlocks} {
			plan := &textPlan{form: form, order: DMY}
			if form == tabular {
				if p, ok := planTable(text, true); ok {
					plan = p
				}
			}
			if err := readEventText(context.Background(), strings.NewReader(text), plan, bounded(t)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzWrittenTime(f *testing.F) {
	f.Add("12/13/2011 10:13:18 PM")
	f.Add("2011/12/13 下午 10:13:18.5 +08:00")
	f.Fuzz(func(t *testing.T, text string) {
		w, ok := parseWritten(text)
		if !ok {
			return
		}
		for _, order := range []DateOrder{"", DMY, MDY, YMD} {
			if at, ok := w.at(order); ok && (at.Year() < 1980 || at.Year() > 2201) {
				t.Errorf("%q: %v", text, at)
			}
		}
	})
}

func FuzzOpen(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("HV01_cluster.log")
	if err != nil {
		f.Fatal(err)
	}
	_, _ = w.Write([]byte(oneLine))
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(oneLine))
	f.Add([]byte(xml10001))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Open(context.Background(), []string{write(t, dir, "input", data)}, Options{DateOrder: DMY})
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range s.Sources {
			if err := s.Read(context.Background(), source, func(Record) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
