package notify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/history"
)

// Compose is what the history calls when it records a result: it makes the messages for all
// sinks. Now is the time by which reminders are due, remind is how long after it was last
// reported drift is reported again; 0: never.
func Compose(sinks []Sink, r *report.Result, scope string, now time.Time, remind time.Duration) history.Composer {
	return func(run string, known []history.Known) (all []history.Known, notices []history.Notice, err error) {
		before := map[[2]string][]byte{}
		for _, k := range known {
			before[[2]string{k.Sink, k.Cluster}] = k.Body
		}
		for _, s := range sinks {
			for i := range r.Clusters {
				if !s.wants(r.Clusters[i].Name) {
					continue
				}
				c := new(r.Clusters[i].Open())
				name := report.CleanWhole(c.Name)
				k, m, err := compareFor(s, r, c, before[[2]string{s.Name, name}], now, remind)
				if err != nil {
					return nil, nil, err
				}
				if !bytes.Equal(k, before[[2]string{s.Name, name}]) {
					all = append(all, history.Known{Sink: s.Name, Cluster: name, Body: k})
				}
				if m == nil {
					continue
				}
				m.Scope, m.Run, m.Cluster, m.Key = report.Clean(scope), run, report.Clean(c.Name), keyOf(scope, run, s.Name, name)
				body, err := json.Marshal(m)
				if err != nil {
					return nil, nil, err
				}
				notices = append(notices, history.Notice{Key: m.Key, Sink: s.Name, Cluster: name, Body: body})
			}
		}
		return all, notices, nil
	}
}

// compareFor is what a sink knows of a cluster once it has the message; nil: there is nothing
// to report.
func compareFor(s Sink, r *report.Result, c *report.Cluster, before []byte, now time.Time, remind time.Duration) ([]byte, *Message, error) {
	known, err := newReported(before)
	if err != nil {
		return nil, nil, err
	}
	compared := comparison{known: known, gate: report.Gate{FailOn: s.Severity}, remind: remind, result: r, cluster: c, now: now.UTC().Truncate(time.Second)}
	m := compared.compare()
	after, err := json.Marshal(known)
	return after, m, err
}

// keyOf is the key of the message that a run has for a sink about a cluster: 32 hexadecimal
// digits, the same however often it is worked out.
func keyOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
