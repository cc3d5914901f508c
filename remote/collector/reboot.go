package collector

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

// Where Windows notes that a restart is pending.
const (
	rebootPending  = "RebootPending"               // sub-key of Component Based Servicing
	autoUpdate     = "Auto Update"                 // sub-key of WindowsUpdate; not there before its first use
	rebootRequired = "RebootRequired"              // sub-key of Auto Update
	fileRename     = "PendingFileRenameOperations" // value of Session Manager
)

func rebootCommands() []remote.Command {
	return []remote.Command{
		remote.RegQuery(remote.KeyServicing),
		remote.RegQuery(remote.KeyWindowsUpdate),
		remote.RegQuery(remote.KeyAutoUpdate),
		remote.RegQuery(remote.KeySessionManager),
	}
}

// signal is one place that was looked into, and why it could not be read.
type signal struct {
	name, source string
	pending      bool
	problem      *facts.Problem
}

func (c *collection) reboot(t transcript) {
	servicing := signal{name: facts.RebootCBS, source: string(remote.RegQuery(remote.KeyServicing))}
	keys, problem := t.list(remote.RegQuery(remote.KeyServicing))
	servicing.pending, servicing.problem = hasSubKey(keys, remote.KeyServicing, rebootPending), problem

	update := signal{name: facts.RebootWindowsUpdate, source: string(remote.RegQuery(remote.KeyAutoUpdate))}
	keys, _, problem = t.child(remote.KeyWindowsUpdate, autoUpdate, remote.RegQuery(remote.KeyAutoUpdate))
	update.pending, update.problem = hasSubKey(keys, remote.KeyAutoUpdate, rebootRequired), problem

	rename := signal{name: facts.RebootFileRename, source: string(remote.RegQuery(remote.KeySessionManager))}
	keys, problem = t.list(remote.RegQuery(remote.KeySessionManager))
	session, _ := windows.FindKey(keys, remote.KeySessionManager)
	_, rename.pending = session.Value(fileRename)
	rename.problem = problem

	c.node.Reboot = c.rebootOf(commandSource(rebootCommands()), servicing, update, rename)
}

// rebootOf keeps every signal that could be read. Without all of them no one
// can say that nothing is pending.
func (c *collection) rebootOf(source string, signals ...signal) facts.Reboot {
	r := facts.Reboot{Section: c.section(source, facts.Collected)}
	var missing []string
	var first *facts.Problem
	for _, s := range signals {
		if s.problem == nil {
			r.Signals = append(r.Signals, facts.RebootSignal{Name: s.name, Pending: s.pending, Source: s.source})
			continue
		}
		missing = append(missing, s.name)
		first = cmp.Or(first, s.problem)
	}
	if first != nil {
		r.Section = c.failed(source, &facts.Problem{
			Kind:    first.Kind,
			Message: fmt.Sprintf("not read: %s: %s", strings.Join(missing, ", "), first.Message),
			Hint:    first.Hint,
		})
	}
	return r
}
