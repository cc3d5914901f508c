package observe

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// String says what is looked at, for people: "TimeOutValue in HKLM\SYSTEM\...\Disk".
func (t Target) String() string {
	switch {
	case t.Registry != nil:
		return t.Registry.Value + " in " + t.Registry.Key
	case t.Service != "":
		return "the service " + t.Service
	case t.WQL != nil:
		return t.WQL.String()
	case t.File != nil:
		return "the " + t.File.Property + " of " + t.File.Path
	case t.Events != nil:
		return t.Events.String()
	case t.Cluster == QuorumResourceType:
		return "the type of the quorum resource"
	}
	return t.Cluster + " of the cluster"
}

// String is the query as WQL writes it.
func (q *WQL) String() string {
	s := strings.Join(q.Columns, ", ") + " of " + q.Class
	var where []string
	for _, c := range q.Where {
		constant := c.constant()
		if c.Text != nil {
			constant = strconv.Quote(*c.Text)
		}
		where = append(where, c.Column+" = "+constant)
	}
	if len(where) > 0 {
		s += " where " + strings.Join(where, " and ")
	}
	return s
}

// String names the events, their source and log, and the window.
func (e *Events) String() string {
	var ids []string
	for _, id := range e.IDs {
		ids = append(ids, strconv.Itoa(id))
	}
	return fmt.Sprintf("events %s of %s in %s within %s", strings.Join(ids, ", "), e.Provider, e.Channel, Window(e.Within))
}

// Window is a window of events as files write it: "7d".
func Window(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}

// OfCluster reports whether the target is one for the whole cluster, so that each
// node of it gives the same answer.
func (t Target) OfCluster() bool {
	switch {
	case t.Cluster != "":
		return true
	case t.Registry != nil:
		return name(t.Registry.Key) == `hklm\cluster` || strings.HasPrefix(strings.ToLower(t.Registry.Key), `hklm\cluster\`)
	case t.WQL != nil:
		return t.WQL.Namespace == "root/MSCluster"
	}
	return false
}
