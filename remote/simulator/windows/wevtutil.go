package windows

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Exit codes of wevtutil: the Windows errors of the event log.
const (
	evtInvalidParameter = 87
	evtInvalidQuery     = 15001
	evtNoSuchChannel    = 15007
)

// event is one entry of a channel with what a query can select.
type event struct {
	text     string // the XML as described
	id       int
	record   int64
	provider string
	binary   string
	data     map[string]string // its values, by their names
	created  time.Time
}

// channel is one event log.
type channel struct {
	name    string
	enabled bool
	events  []event // the oldest first
}

// runWevtutil is wevtutil.exe, of which "qe" and "gl" exist here. Options
// other than those below are taken and ignored.
func (m *Machine) runWevtutil(args []string, out, errOut io.Writer) int {
	if len(args) < 2 {
		fmt.Fprint(errOut, "Too few arguments."+crlf)
		return evtInvalidParameter
	}
	i := slices.IndexFunc(m.channels, func(c channel) bool { return strings.EqualFold(c.name, args[1]) })
	options := wevtutilOptions(args[2:])
	switch strings.ToLower(args[0]) {
	case "qe", "query-events":
		if i < 0 {
			fmt.Fprint(errOut, "Failed to open event query."+crlf+"The specified channel could not be found. Check channel configuration."+crlf)
			return evtNoSuchChannel
		}
		return m.queryEvents(m.channels[i], options, out, errOut)
	case "gl", "get-log":
		if i < 0 {
			fmt.Fprintf(errOut, "Failed to read configuration for log %s."+crlf+"The specified channel could not be found. Check channel configuration."+crlf, args[1])
			return evtNoSuchChannel
		}
		showChannel(m.channels[i], options["f"], out)
		return 0
	}
	fmt.Fprintf(errOut, "Invalid command %s specified."+crlf, args[0])
	return evtInvalidParameter
}

// wevtutilOptions reads "/c:5" as c and 5, in lower and long form alike.
func wevtutilOptions(args []string) map[string]string {
	long := map[string]string{"query": "q", "count": "c", "reversedirection": "rd", "format": "f"}
	options := map[string]string{}
	for _, a := range args {
		name, value, _ := strings.Cut(strings.TrimPrefix(a, "/"), ":")
		name = strings.ToLower(name)
		if short, ok := long[name]; ok {
			name = short
		}
		options[name] = value
	}
	return options
}

// queryEvents prints the events of a channel that match /q, each on a line, as
// XML without a root element. A disabled channel has none.
func (m *Machine) queryEvents(c channel, options map[string]string, out, errOut io.Writer) int {
	matches, err := parseEventQuery(options["q"], m.now())
	if err != nil {
		fmt.Fprint(errOut, "Failed to open event query."+crlf+"The specified query is invalid."+crlf)
		return evtInvalidQuery
	}
	limit, err := strconv.Atoi(options["c"])
	if err != nil {
		limit = len(c.events)
	}
	events := slices.Clone(c.events)
	if strings.EqualFold(options["rd"], "true") {
		slices.Reverse(events)
	}
	for _, e := range events {
		if limit == 0 || !c.enabled {
			break
		}
		if matches(e) {
			fmt.Fprint(out, e.text+crlf)
			limit--
		}
	}
	return 0
}

// showChannel prints a channel's configuration, the part that reports whether it
// can hold events.
func showChannel(c channel, format string, out io.Writer) {
	if strings.EqualFold(format, "xml") {
		fmt.Fprintf(out, `<?xml version="1.0" encoding="UTF-8"?>`+crlf+
			`<channel name="%s" isolation="Application" enabled="%t" xmlns="http://schemas.microsoft.com/win/2004/08/events"><logging><maxSize>1052672</maxSize></logging></channel>`+crlf,
			xmlAttribute(c.name), c.enabled)
		return
	}
	fmt.Fprintf(out, "name: %s"+crlf+"enabled: %t"+crlf+"isolation: Application"+crlf+"logging:"+crlf+"  maxSize: 1052672"+crlf, c.name, c.enabled)
}

func xmlAttribute(s string) string {
	var b strings.Builder
	// A strings.Builder never fails.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
