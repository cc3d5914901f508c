package remote

import (
	"fmt"
	"strings"
	"time"
)

// Command is one native command line of the catalogue.
type Command string

// RegQuery lists the values and the direct sub-keys of a key.
func RegQuery(key string) Command { return Command(fmt.Sprintf(`reg query "%s"`, key)) }

// RegQueryTree lists a key and everything below it.
func RegQueryTree(key string) Command { return RegQuery(key) + " /s" }

// RegQueryValue reads one value of a key.
func RegQueryValue(key, value string) Command { return RegQuery(key) + Command(" /v "+value) }

// RegQueryTreeValue reads one value of a key and of each key below it.
func RegQueryTreeValue(key, value string) Command { return RegQueryTree(key) + Command(" /v "+value) }

// RegFindKeys lists the direct sub-keys of a key whose names contain a text.
func RegFindKeys(key, text string) Command { return RegQuery(key) + Command(" /k /f "+text) }

// The netsh commands of the catalogue.
const (
	NetshTCPGlobal Command = "netsh interface tcp show global"
	NetshTCPDump   Command = "netsh interface tcp dump"
)

// EventQuery asks an event log for its newest events.
type EventQuery struct {
	Channel  string
	Provider string        // empty: any
	IDs      []int         // empty: any
	Binary   []string      // the event's binary data in hex digits, one of these; empty: any
	Data     string        // the name of a value, "param4"; empty: any event
	Is       string        // what that value is, "ClusSvc"
	Within   time.Duration // by the node's clock
	Before   int64         // only records with a lower number; 0: all
	Most     int
}

// Command prints the events as XML, the newest first.
func (q EventQuery) Command() Command {
	var conditions []string
	if q.Provider != "" {
		conditions = append(conditions, "Provider[@Name='"+q.Provider+"']")
	}
	if len(q.IDs) > 0 {
		ids := make([]string, len(q.IDs))
		for i, id := range q.IDs {
			ids[i] = fmt.Sprintf("EventID=%d", id)
		}
		conditions = append(conditions, "("+strings.Join(ids, " or ")+")")
	}
	if q.Before > 0 {
		conditions = append(conditions, fmt.Sprintf("EventRecordID < %d", q.Before))
	}
	conditions = append(conditions, fmt.Sprintf("TimeCreated[timediff(@SystemTime) <= %d]", q.Within.Milliseconds()))
	path := "System[" + strings.Join(conditions, " and ") + "]"
	if len(q.Binary) > 0 {
		path += " and EventData[Binary='" + strings.Join(q.Binary, "' or Binary='") + "']"
	}
	if q.Data != "" {
		path += " and EventData[Data[@Name='" + q.Data + "']='" + q.Is + "']"
	}
	return Command(fmt.Sprintf(`wevtutil qe "%s" "/q:*[%s]" /f:xml /rd:true /c:%d`, q.Channel, path, q.Most))
}

// OldestEvent prints the oldest event of an event log as XML.
func OldestEvent(channel string) Command {
	return Command(fmt.Sprintf(`wevtutil qe "%s" /f:xml /c:1`, channel))
}

// EventLogConfiguration prints the configuration of an event log as XML.
func EventLogConfiguration(channel string) Command {
	return Command(fmt.Sprintf(`wevtutil gl "%s" /f:xml`, channel))
}

// maxCommandLine is the limit of cmd.exe for one line, less what WinRS puts around it.
const maxCommandLine = 8000

// join makes one line of several commands. After each it prints a mark with
// the nonce, the command's number and 0 for success or 1, so that one command's
// output cannot be taken for another's: the nonce is random for each line.
func join(nonce string, cmds []Command) (string, error) {
	var b strings.Builder
	for i, c := range cmds {
		if !c.allowed() {
			return "", &Error{Kind: Refused, Op: "run a command", Text: fmt.Sprintf("%q is not in the catalogue of read-only commands", string(c))}
		}
		if i > 0 {
			b.WriteString(" & ")
		}
		fmt.Fprintf(&b, "%s 2>&1 && echo %s:%d:0 || echo %s:%d:1", c, nonce, i, nonce, i)
	}
	return b.String(), nil
}
