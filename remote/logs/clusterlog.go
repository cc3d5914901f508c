package logs

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/logs/plain"
)

// clusterLog reads a cluster log.
type clusterLog struct {
	out     *sink
	days    dater
	offset  time.Duration
	section string
	head    header
	held    Record // not yet handed over: lines may continue it
	holds   bool
	joined  int  // lines that continue the held record
	apart   bool // an empty line followed the held record
}

// mostJoined is how many lines may continue a record: dumps of XML have fewer.
const mostJoined = 500

// readClusterLog hands over the records of a cluster log. start is the day of the
// first line, when it has none of its own; zero when no line near it says it.
func readClusterLog(ctx context.Context, r io.Reader, start time.Time, out *sink) error {
	c := &clusterLog{out: out, offset: out.source.Zone.Offset}
	c.days.day, c.days.known = start, !start.IsZero()
	in := plain.NewLines(r, out.limits.Line)
	for {
		line, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			out.source.Damaged = readProblem(err)
			break
		}
		if in.Number()%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		out.source.Lines++
		if err := c.take(line, in.Number(), in.Cut()); err != nil {
			return err
		}
	}
	return c.flush()
}

// take reads one line: records, each begun by a prefix, or what lies between them.
func (c *clusterLog) take(line []byte, number int64, cut bool) error {
	p, ok := parsePrefix(line)
	if !ok {
		begin := another(line, 0)
		if begin < 0 {
			return c.between(line)
		}
		if before := line[:begin]; !isQuotePrefix(before) {
			if err := c.between(before); err != nil {
				return err
			}
		}
		line = line[begin:]
		p, ok = parsePrefix(line)
	}
	for ok {
		one := line
		next := another(line, p.text)
		if next > 0 {
			one = line[:next]
		}
		if err := c.begin(one, p, number, cut && next < 0); err != nil || next < 0 {
			return err
		}
		line = line[next:]
		p, ok = parsePrefix(line)
	}
	return nil
}

// begin hands over the record before, and holds the one that begins here.
func (c *clusterLog) begin(line []byte, p prefix, number int64, cut bool) error {
	if err := c.flush(); err != nil {
		return err
	}
	at, ok := c.days.at(p.date, p.clock)
	if !ok {
		c.out.source.NotUnderstood++
		return nil
	}
	dated := c.days.known
	if dated {
		at = at.Add(-c.offset)
		if !c.out.wants(at) {
			return nil
		}
	}
	raw := strings.ToValidUTF8(string(line), "\ufffd")
	c.held = Record{Source: c.out.source, Line: number, Time: at, Level: p.level, Raw: raw}
	c.holds, c.joined, c.apart = true, 0, false
	if cut {
		c.out.source.Cut++
	}
	var endpoint string
	c.held.Component, endpoint, c.held.Text = split(raw[p.text:])
	if endpoint != "" {
		c.held.Data = []Datum{{"endpoint", endpoint}}
	}
	if p.channel != nil || c.section == "System" || c.section == operationalSection {
		c.event(string(p.channel), raw[p.text:])
	}
	return nil
}

const (
	operational        = "Microsoft-Windows-FailoverClustering/Operational"
	operationalSection = operational + " logs"
)

// event makes the held record the event that its line is the message of. Verbose
// lines are those of the diagnostic log, as lines without a channel are.
func (c *clusterLog) event(channel, message string) {
	switch {
	case channel == "System" || channel == "" && c.section == "System":
		c.held.Channel = "System"
	case channel == "Operational" || channel == "" && c.section == operationalSection:
		c.held.Channel = operational
	case channel == "Verbose" || channel == "Diagnostic" || channel == "":
		return
	default:
		c.held.Channel = channel
	}
	c.held.Component, c.held.Text = "", message
	if e, data, ok := eventOf(message); ok {
		c.held.Provider, c.held.EventID, c.held.Data = e.provider, e.id, data
	}
}

// between takes a line that begins no record: of a header, of the record before,
// or of neither.
func (c *clusterLog) between(line []byte) error {
	plain := line[skipViewerNumber(line):]
	if name, ok := sectionOf(plain); ok {
		c.section = name
		return c.flush()
	}
	switch {
	case len(line) == 0 || skipBlanks(line, 0) == len(line):
		c.apart = true
	case !isLogSection(c.section):
		c.head.read(c.section, plain)
	case c.holds && !c.apart && c.joined < mostJoined:
		c.join(line)
	case c.head.read(c.section, plain):
	default:
		c.out.source.NotUnderstood++
	}
	return nil
}

// join adds a line to the record before.
func (c *clusterLog) join(line []byte) {
	c.joined++
	room := c.out.limits.Line - len(c.held.Raw) - 1
	if room <= 0 {
		return
	}
	if len(line) > room {
		line = line[:room]
		c.out.source.Cut++
	}
	more := "\n" + strings.ToValidUTF8(string(line), "\ufffd")
	c.held.Raw += more
	c.held.Text += more
}

// flush hands over the held record.
func (c *clusterLog) flush() error {
	if !c.holds {
		return nil
	}
	c.holds = false
	c.held.Text = strings.TrimRight(c.held.Text, " \t")
	return c.out.put(c.held)
}
