package logs

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// blocks hands over events that are blocks of lines, each with a name and a value:
//
//	Log Name:      System                    Event[0]:                TimeCreated  : 12/12/2011 10:13:18
//	Source:        Microsoft-Windows-...       Log Name: System       ProviderName : Microsoft-Windows-...
//	Date:          12/12/2011 10:13:18 AM      Source: ...            Id           : 1135
//	Event ID:      1135                        Date: 2011-12-12T...   Message      : ...
//
// The first two are Event Viewer's copy and wevtutil's text, in the language of the
// system: their values go by their place. The third is Format-List, whose names are
// those of properties in any language.
func (t *textScan) blocks(ctx context.Context, r io.Reader) error {
	in := plain.NewLines(r, t.limits.Line)
	var b block
	for {
		raw, err := in.Next()
		if err != nil {
			if stop := t.endBlock(&b); stop != nil {
				return stop
			}
			return orEnd(err)
		}
		if t.lines++; t.lines%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line := strings.ToValidUTF8(string(raw), "\ufffd")
		if b.ends(line) {
			if err := t.endBlock(&b); err != nil {
				return err
			}
		}
		b.add(line, in.Number(), t.limits.Line)
	}
}

// endBlock hands over a block that is an event.
func (t *textScan) endBlock(b *block) error {
	e, ok := b.event()
	first := b.first
	odd := len(b.names) > 0 && !ok
	*b = block{first: first}
	if odd {
		t.odd++
	}
	if !ok {
		return nil
	}
	return t.each(e)
}

// block is the lines of one event.
type block struct {
	first         string // the name that each block begins with
	names, values []string
	open          bool // what follows is the message
	message       strings.Builder
	raw           strings.Builder
	line          int64
}

const mostNames = 64

// ends reports whether a line begins the next block.
func (b *block) ends(line string) bool {
	if strings.HasPrefix(line, "Event[") {
		return true
	}
	name, _, ok := nameValue(line)
	return ok && len(b.names) > 0 && name == b.first
}

// add takes a line.
func (b *block) add(line string, number int64, most int) {
	trimmed := strings.TrimSpace(line)
	if strings.HasPrefix(line, "Event[") || trimmed == "" && !b.open {
		return
	}
	if b.raw.Len()+len(line) < most {
		b.raw.WriteString(line + "\n")
	}
	name, value, ok := nameValue(line)
	switch {
	case b.open || !ok || len(b.names) == mostNames:
		if len(b.names) > 0 && b.message.Len()+len(line) < most {
			b.message.WriteString(line + "\n")
		}
		return
	case len(b.names) == 0:
		b.line = number
		if b.first == "" {
			b.first = name
		}
	}
	b.names, b.values = append(b.names, name), append(b.values, value)
	b.open = value == "" && len(b.names) >= 10 || name == "Message"
	if name == "Message" {
		b.message.WriteString(value + "\n")
	}
}

// nameValue takes a line apart at its first colon.
func nameValue(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(line, ":")
	name = strings.TrimSpace(name)
	return name, strings.TrimSpace(value), ok && name != "" && len(name) < 64
}

// event is the event of a block.
func (b *block) event() (textEvent, bool) {
	e := textEvent{line: b.line, raw: strings.TrimSpace(b.raw.String()), message: strings.TrimSpace(b.message.String())}
	if b.byProperty(&e) {
		return e, true
	}
	if len(b.values) < 6 || !isDate(b.values[2]) {
		return e, false
	}
	id, err := strconv.Atoi(b.values[3])
	e.channel, e.provider, e.when, e.id, e.level = b.values[0], b.values[1], b.values[2], id, b.values[5]
	e.computer = b.computer()
	return e, err == nil && id >= 0 && id <= 0xffff
}

// computer is the value before the message, where both forms have it: the ninth of
// Event Viewer, the eleventh of wevtutil. With fewer lines it is not known.
func (b *block) computer() string {
	for _, i := range []int{10, 8} {
		if i < len(b.values) && isComputer(b.values[i]) {
			return b.values[i]
		}
	}
	return ""
}

// byProperty reads a block by the names of properties.
func (b *block) byProperty(e *textEvent) bool {
	id := -1
	for i, name := range b.names {
		value := b.values[i]
		switch name {
		case "TimeCreated", "TimeGenerated":
			e.when = value
		case "ProviderName", "Source":
			e.provider = value
		case "Id", "EventID":
			id, _ = strconv.Atoi(value) // 0 for none
		case "MachineName":
			e.computer = value
		case "LogName":
			e.channel = value
		case "RecordId", "Index":
			e.record, _ = strconv.ParseInt(value, 10, 64) // 0 for none
		case "LevelDisplayName", "EntryType":
			e.level = value
		}
	}
	e.id = id
	return id > 0 && id <= 0xffff && e.when != "" && isDate(e.when)
}
