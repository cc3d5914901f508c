package logs

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs/evtxchunk"
	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// found is a source with what reading it takes.
type found struct {
	place
	source  *Source
	start   time.Time // day of the first line of a cluster log without one
	machine *time.Duration
	plan    *textPlan
	// computers are those that the events near the start name.
	computers []string
	signs     *signs // of a cluster log
	// undecided is a date of a text that does not show the order of its dates.
	undecided string
}

// headSize is how much of a file says what it is; headerSize is how far the header
// of a cluster log is looked for.
const (
	headSize   = 64 << 10
	headerSize = 16 << 20
	mixedSize  = 16 << 20 // a larger file is not looked through for a second kind of log
	textSize   = 1 << 30  // of a text that is looked through for the order of its dates
)

// recognise says which logs a file holds: none, one, or two when a page quotes
// both lines of a cluster log and events. why is for none.
func recognise(ctx context.Context, p place) (all []found, why string, err error) {
	raw, err := p.textHead()
	if err != nil {
		return nil, readProblem(err), nil
	}
	if len(raw) > 262 && string(raw[257:262]) == "ustar" {
		return nil, "a tar archive: extract it, and name the folder", nil
	}
	if why := knownOther(raw); why != "" {
		return nil, why, nil
	}
	if bytes.HasPrefix(raw, []byte(evtxMagic)) {
		return []found{evtxSource(p)}, "", nil
	}
	head := decodedHead(raw)
	if eventStart([]byte(head)) >= 0 && strings.Contains(head, "<System") {
		return []found{xmlSource(p, head)}, "", nil
	}
	hits := clusterLines(head)
	if hits > 0 {
		f, err := clusterSource(ctx, p)
		if err != nil {
			return nil, "", err
		}
		said, err := signsOf(ctx, p)
		if err != nil {
			return nil, "", err
		}
		f.signs = &said
		all = append(all, f)
	}
	if hits == 0 || p.size < mixedSize {
		f, ok, err := textSource(ctx, p, head)
		if err != nil {
			return nil, "", err
		}
		if ok {
			all = append(all, f)
		}
	}
	return all, "neither a cluster log nor a log of events", nil
}

// knownOther says what a file is that support collections have, and that has to be
// turned into something else to be read.
func knownOther(head []byte) string {
	for _, other := range []struct{ magic, why string }{
		{"MSCF", "a cabinet: extract it, and name the folder"},
		{"PK\x03\x04", "an archive in a compressed file: extract it, and name the folder"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive: extract it, and name the folder"},
		{"Rar!", "a RAR archive: extract it, and name the folder"},
		{"MZ", "a program"},
		{"regf", "a hive of the registry"},
	} {
		if bytes.HasPrefix(head, []byte(other.magic)) {
			return other.why
		}
	}
	return ""
}

// decodedHead is the start of a text as UTF-8.
func decodedHead(raw []byte) string {
	text, _ := io.ReadAll(plain.Text(bytes.NewReader(raw))) // of memory
	return string(text)
}

// Lines from which process, thread and date were stripped are those of a cluster log
// when several have a level and a component that only the cluster service has.
var strippedLine = regexp.MustCompile(`^\s*(?:\d+\s+)?\d\d:\d\d:\d\d\.\d{3}\s+(?:INFO|WARN|ERR|DBG)\s+\[(?:ACCEPT|CHM|CONNECT|CORE|DCM|DM|GEM|GUM|IM|JPM|MM|NDP|NETFT|NETFTAPI|NODE|QUORUM|RCM|RES|RGP|RHS|SV)\b`)

const leastStripped = 3

// clusterLines counts the lines of a text that are of a cluster log for certain.
func clusterLines(head string) int {
	n, stripped := 0, 0
	for line := range strings.Lines(head) {
		line = strings.TrimRight(line, "\r\n")
		if _, ok := sectionOf([]byte(line[skipViewerNumber([]byte(line)):])); ok {
			n++
		}
		p, ok := parsePrefix([]byte(line))
		if ok && strings.Contains(line[:p.text], "::") && (p.date != nil || p.level != LevelUnknown) {
			n++
		}
		if p.text == 0 && another([]byte(line), 0) > 0 {
			n++
		}
		if strippedLine.MatchString(line) {
			stripped++
		}
	}
	if n == 0 && stripped >= leastStripped {
		return stripped
	}
	return n
}

func newSource(p place, kind Kind) found {
	return found{place: p, source: &Source{Path: p.path, Kind: kind, Node: p.nodeOf(), Bytes: p.size}}
}

// clusterSource reads the header of a cluster log, and looks for the first date.
func clusterSource(ctx context.Context, p place) (found, error) {
	f := newSource(p, ClusterLog)
	r, err := p.open()
	if err != nil {
		f.source.Damaged = readProblem(err)
		return f, nil
	}
	defer r.Close()
	text := plain.Text(io.LimitReader(r, headerSize))
	var h header
	if f.start, err = h.scan(ctx, text); err != nil {
		return f, err
	}
	f.source.Build, f.source.Nodes = h.build, h.nodes
	if h.node != "" && isHostName(h.node) {
		f.source.Node = h.node
	}
	f.source.Zone = Zone{By: ZoneAssumed}
	if h.zoned {
		f.machine = &h.offset
	}
	switch {
	case h.local && h.zoned:
		f.source.Zone = Zone{Offset: h.offset, By: ZoneHeader}
	case h.zoned:
		f.source.Zone = Zone{By: ZoneHeader}
	}
	return f, nil
}

// scan reads a header up to the sections with records, and returns the day of the
// first line when that has to be inferred from one further down.
func (h *header) scan(ctx context.Context, text io.Reader) (start time.Time, err error) {
	in := plain.NewLines(text, headSize)
	var days dater
	section, nodes := "", false
	for {
		line, err := in.Next()
		if err != nil {
			return time.Time{}, nil
		}
		if in.Number()%1024 == 0 && ctx.Err() != nil {
			return time.Time{}, ctx.Err()
		}
		plain := line[skipViewerNumber(line):]
		if name, ok := sectionOf(plain); ok {
			nodes = nodes || section == "Nodes"
			section = name
			continue
		}
		p, ok := parsePrefix(line)
		switch {
		case !ok:
			h.read(section, plain)
		case p.date == nil:
			days.at(nil, p.clock)
		case section == "" || nodes || isLogSection(section):
			passed := 0
			if !days.day.IsZero() {
				days.countOn(p.clock)
				passed = int(days.day.Sub(noDay()).Hours() / 24)
			}
			day, ok := dayOf(p.date)
			if !ok {
				continue
			}
			return day.AddDate(0, 0, -passed), nil
		}
	}
}

// evtxSource reads the name of the computer from the newest event near the start.
func evtxSource(p place) found {
	f := newSource(p, Evtx)
	f.source.Zone = Zone{By: ZoneUTC}
	var n newest
	firstRecords(p, func(r io.Reader) {
		_ = readEvtx(context.Background(), r, n.sink()) // no error: each has none, and damage is of the probe
	})
	f.named(n)
	return f
}

// probeSize is how much of a file is read for the name of its computer.
const probeSize = 4096 + 2*evtxchunk.Size

// firstRecords gives the start of a place to read, and for a log of events the
// newest part of it.
func firstRecords(p place, read func(io.Reader)) {
	r, err := p.open()
	if err != nil {
		return
	}
	defer r.Close()
	file, ok := r.(io.ReadSeeker)
	head := make([]byte, 4096)
	if _, err := io.ReadFull(r, head); err != nil {
		return
	}
	last := int64(binary.LittleEndian.Uint64(head[16:])) // number of the newest chunk
	if at := 4096 + last*evtxchunk.Size; ok && last > 1 && at > 0 && at+evtxchunk.Size <= p.size {
		if _, err := file.Seek(at, io.SeekStart); err == nil {
			read(io.MultiReader(bytes.NewReader(head), io.LimitReader(file, evtxchunk.Size)))
			return
		}
	}
	read(io.MultiReader(bytes.NewReader(head), io.LimitReader(r, probeSize)))
}

// newest is the computer that the newest event of a part names, and all of them.
type newest struct {
	computer  string
	at        time.Time
	computers []string
}

// sink takes the events of the part.
func (n *newest) sink() *sink {
	return &sink{source: &Source{}, limits: Limits{Line: headSize}, each: func(r Record) error {
		if !isHostName(r.Computer) {
			return nil
		}
		if !slices.Contains(n.computers, r.Computer) {
			n.computers = append(n.computers, r.Computer)
		}
		if r.Time.After(n.at) {
			n.computer, n.at = r.Computer, r.Time
		}
		return nil
	}}
}

// named gives a source the name that its newest events have, rather than that of the
// file's name: that may be of a log from before the computer was renamed.
func (f *found) named(n newest) {
	if f.computers = n.computers; n.computer != "" {
		f.source.Node = n.computer
	}
}

// xmlSource reads the name of the computer from the events at the start.
func xmlSource(p place, head string) found {
	f := newSource(p, EventXML)
	f.source.Zone = Zone{By: ZoneUTC}
	var n newest
	_ = readEventXML(context.Background(), strings.NewReader(head), n.sink()) // of memory, and each has no error
	f.named(n)
	return f
}

// textSource finds how a text shows events, and the order of its dates.
func textSource(ctx context.Context, p place, head string) (f found, ok bool, err error) {
	plan, ok := planText(head, p.size > 0 && int64(len(head)) >= p.size)
	if !ok {
		return f, false, nil
	}
	f = newSource(p, EventText)
	f.plan = plan
	plan.channel = p.channelOf()
	f.source.Zone = Zone{By: ZoneAssumed}
	order, computers, err := scanDates(ctx, p, plan)
	if err != nil || order.dates == 0 {
		return f, false, err
	}
	plan.computers = computers
	if order.zoned == order.dates {
		f.source.Zone = Zone{By: ZoneHeader} // each date has its offset
	}
	var known bool
	if plan.order, known = order.order(); !known {
		f.undecided = order.example
	}
	return f, true, nil
}

// planText finds the form of a text by its start. whole is whether that is all.
func planText(head string, whole bool) (*textPlan, bool) {
	plans := []*textPlan{{form: inBlocks}, {form: pasted}}
	if plan, ok := planTable(head, whole); ok {
		plans = []*textPlan{plan, plans[0], plans[1]}
	}
	for _, plan := range plans {
		events := 0
		scan := &textScan{plan: plan, limits: Limits{Line: headSize}, each: func(e textEvent) error {
			if w, ok := parseWritten(e.when); ok && w.hasTime && e.credible(plan.form) {
				events++
			}
			return nil
		}}
		_ = scan.run(context.Background(), strings.NewReader(head)) // of memory, and each has no error
		if events > 0 {
			return plan, true
		}
	}
	return nil, false
}

// credible reports whether something besides a date and a number makes a row an
// event: its source, its message, or in a table its level. Counters of performance
// have rows with dates and numbers too.
func (e *textEvent) credible(form textForm) bool {
	if isKnownProvider(e.provider) || form != pasted && levelWord(e.level) != LevelUnknown {
		return true
	}
	m, _, ok := eventOf(e.message)
	return ok && m.id == e.id
}

var errEnough = errors.New("enough was read")

// scanDates goes through the dates of a text until their order is settled, and
// finds the computers that its events name on the way.
func scanDates(ctx context.Context, p place, plan *textPlan) (f orderFinder, computers []string, err error) {
	r, err := p.open()
	if err != nil {
		return f, nil, nil
	}
	defer r.Close()
	text := plain.Text(io.LimitReader(r, textSize))
	scan := &textScan{plan: plan, limits: Limits{Line: headSize}, each: func(e textEvent) error {
		if w, ok := parseWritten(e.when); ok && w.hasTime {
			f.add(w, e.when, e.record)
		}
		if e.computer != "" && len(computers) < mostOthers && !slices.Contains(computers, e.computer) {
			computers = append(computers, e.computer)
		}
		if f.settled() && len(computers) > 0 {
			return errEnough
		}
		return nil
	}}
	_ = scan.run(ctx, text) // what cannot be read shows again when the records are read
	return f, computers, ctx.Err()
}
