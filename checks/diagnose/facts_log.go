package diagnose

import (
	"cmp"
	"slices"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/logs"
)

// FactsLog makes a log of the events that were read from a node over WinRM. With other
// logs it adds evidence to their incidents, and begins none of its own. Nil: there are
// no events.
func (r *Recogniser) FactsLog(n *facts.Node) *Log {
	read := []facts.EventLog{n.Events.Cluster, n.Events.Service, n.Events.StartTypes, n.Events.Starts, n.Events.Operational, n.Events.Profile, n.Events.Firewall}
	s := &logs.Source{Path: "facts of " + n.Name, Kind: logs.EventXML, Node: cmp.Or(n.OS.HostName, n.Name), Zone: logs.Zone{By: logs.ZoneUTC}}
	l := r.Log(s)
	l.facts = true
	var records []logs.Record
	for _, e := range read {
		for _, one := range e.Events {
			records = append(records, recordOf(s, e.Channel, one))
		}
		// Of the System log some events were asked for, so that it may have others.
		if e.Channel != systemLog && e.Complete() {
			l.cover(e.Channel, e.From)
			l.cover(e.Channel, e.End())
		}
	}
	slices.SortStableFunc(records, func(a, b logs.Record) int { return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Line, b.Line)) })
	for i := range records {
		l.recognise(&records[i])
	}
	if len(records) == 0 {
		return nil
	}
	s.Records, s.First, s.Last = len(records), records[0].Time, records[len(records)-1].Time
	return l
}

func recordOf(s *logs.Source, channel string, e facts.Event) logs.Record {
	r := logs.Record{Source: s, Line: e.Record, Time: e.At, Channel: channel, Provider: e.Provider, EventID: e.ID}
	if e.ID == facts.HeartbeatsMissed {
		r.Level = logs.Warning // what the collector asks for
	}
	for _, d := range e.Data {
		r.Data = append(r.Data, logs.Datum{Name: d.Name, Value: d.Value})
	}
	if e.Binary != "" {
		r.Data = append(r.Data, logs.Datum{Name: "Binary", Value: e.Binary})
	}
	return r
}
