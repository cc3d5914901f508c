package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/logs"
	"github.com/clusterdrift/clusterdrift/report"
)

// reading is how logs are read.
func (d *diagnoseFlags) reading() (logs.Options, error) {
	o := logs.Options{DateOrder: logs.DateOrder(d.dateOrder), Zones: map[string]time.Duration{}}
	switch o.DateOrder {
	case "", logs.DMY, logs.MDY, logs.YMD:
	default:
		return o, cli.Usage(fmt.Sprintf("--date-order %q is not an order", d.dateOrder), cli.Meant(d.dateOrder, []string{"dmy", "mdy", "ymd"}))
	}
	for _, z := range d.zones {
		node, text, named := strings.Cut(z, "=")
		if !named {
			node, text = "", z
		}
		offset, ok := parseOffset(text)
		if !ok || named && strings.TrimSpace(node) == "" {
			return o, cli.Usage(fmt.Sprintf("--tz %q has no offset from UTC for a node", z), "write it like HV01=+08:00, or +08:00 for all nodes")
		}
		key := hostKey(node)
		if _, twice := o.Zones[key]; twice {
			return o, cli.Usage(fmt.Sprintf("--tz %s: %s has an offset already", z, cmp.Or(node, "every node")), "state one offset for each node")
		}
		o.Zones[key] = offset
	}
	return o, nil
}

// hostKey is the name of a node without its domain, in upper case.
func hostKey(name string) string {
	name, _, _ = strings.Cut(strings.TrimSpace(name), ".")
	return strings.ToUpper(name)
}

// parseOffset reads "+08:00", "-05:30", "Z" or "UTC".
func parseOffset(text string) (time.Duration, bool) {
	if strings.EqualFold(text, "UTC") {
		return 0, true
	}
	at, err := time.Parse("Z07:00", text)
	if err != nil {
		return 0, false
	}
	_, seconds := at.Zone()
	offset := time.Duration(seconds) * time.Second
	return offset, offset.Abs() <= 14*time.Hour
}

// checkZones refuses an offset of a node that no log is of, and says which offsets
// change nothing, since the logs state their own.
func checkZones(w io.Writer, zones map[string]time.Duration, sources []*logs.Source) error {
	known, used := wording.Set{}, wording.Set{}
	for _, s := range sources {
		node := hostKey(s.Node)
		if node != "" {
			known.Add(node)
		}
		if s.Zone.By == logs.ZoneStated {
			used.Add(node)
		}
	}
	for _, node := range slices.Sorted(maps.Keys(zones)) {
		switch {
		case node == "" && len(used) == 0 && len(sources) > 0:
			fmt.Fprintln(w, "--tz changes nothing: every log states its zone")
		case node == "" || slices.Contains(used.Sorted(), node):
		case slices.Contains(known.Sorted(), node):
			fmt.Fprintf(w, "--tz changes nothing for %s: its logs state their zone\n", report.Clean(node))
		case len(known) == 0:
			return cli.Usage(fmt.Sprintf("--tz %s=: no log says of which node it is", node), "state an offset alone, which is for all nodes")
		default:
			return cli.Usage(fmt.Sprintf("--tz %s=: no log is of that node", node), "the logs are of "+strings.Join(known.Sorted(), ", "))
		}
	}
	return nil
}
