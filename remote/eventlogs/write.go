package eventlogs

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// Name is a word for the log that can be in the name of a file: "System".
func (l *Log) Name() string {
	return map[string]string{
		remote.ChannelSystem: "System", remote.ChannelProfile: "NetworkProfile",
		remote.ChannelFirewall: "Firewall", remote.ChannelCluster: "FailoverClustering",
	}[l.Channel]
}

// Release forgets the events once they are written.
func (l *Log) Release() { l.events = nil }

// Write writes the log as an XML document with the events in their order, each on lines
// of its own. A comment says what of the log is missing.
func (l *Log) Write(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Events>\n"); err != nil {
		return err
	}
	for i := len(l.events) - 1; i >= 0; i-- {
		if _, err := io.WriteString(w, l.events[i].Text+"\n"); err != nil {
			return err
		}
	}
	for _, lack := range l.Lacks() {
		if _, err := fmt.Fprintf(w, "<!-- %s -->\n", strings.ReplaceAll(lack, strings.Repeat("-", 2), "- ")); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "</Events>\n")
	return err
}

// Lacks says what of the log is missing, for people: one sentence for each. Nothing is
// missing of a log that was read from Request.Since on.
func (l *Log) Lacks() []string {
	var all []string
	if l.Problem != nil {
		all = append(all, l.Problem.Message)
	}
	if l.Cut {
		all = append(all, fmt.Sprintf("events%s were not read: the logs of the node are larger than %s allows", before(l.First), setting.LogSize))
	}
	if l.Disabled {
		all = append(all, "the event log is disabled: what happened is not in it")
	}
	return all
}

func before(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " before " + t.Format("2006-01-02 15:04:05") + " UTC"
}

// secret is a name that suggests a secret, with the value that is set to it: services
// are installed with command lines, and System has them.
var secret = regexp.MustCompile(`(?i)(\b\w*(?:password|passwd|pwd|passphrase|secret|token|account_?key|credentials?)\w*\s*[=:]\s*|[-/](?:password|passwd|pwd|token|secret)\s+)` +
	`(?:(")[^"<>]*"|(')[^'<>]*'|&(?:quot|apos|#34|#39);[^<>]*?&(?:quot|apos|#34|#39);|[^\s;,&"'<>]+)`)

// withoutSecrets masks such values. What was an XML element stays one.
func withoutSecrets(text string) string {
	return secret.ReplaceAllString(text, "${1}${2}${3}***${2}${3}")
}
