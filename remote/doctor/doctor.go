// Package doctor finds out whether a node can be read, and if not, why not.
//
// In go the target, credentials and options of a scan; out comes a Report: what
// each step on the way into the node came to, what to change where one failed,
// and which rights the account has. The doctor takes the very way that a scan
// takes and asks nothing else. It never tries credentials twice, and it shows
// them only to a node that has passed the same tests as in a scan.
package doctor

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/mask"
)

// Status is what a step came to.
type Status string

// Statuses of a step.
const (
	OK      Status = "ok"
	Warning Status = "warning" // it works, but not for long or not safely
	Failed  Status = "failed"
	Skipped Status = "skipped" // it does not apply, or an earlier step failed
)

// Names of the steps, in their order.
const (
	Resolve      = "resolve"
	Connect      = "connect"
	TLS          = "tls"
	Ticket       = "ticket"
	Authenticate = "authenticate"
	Seal         = "seal"
	Clock        = "clock"
	WQL          = "wql"
	Cluster      = "cluster"
	Registry     = "registry"
	Shell        = "shell"
	// Identity is for the caller, who knows by which name the node was asked for.
	Identity = "identity"
)

func stepNames() []string {
	return []string{Resolve, Connect, TLS, Ticket, Authenticate, Seal, Clock, WQL, Cluster, Registry, Shell}
}

// Step is one step into the node. Text and Details may hold what the node said.
type Step struct {
	Name    string   `json:"name"`
	Status  Status   `json:"status"`
	Text    string   `json:"text"`              // what happened, without a full stop
	Details []string `json:"details,omitempty"` // what else was seen
	Fix     []string `json:"fix,omitempty"`     // what to change, on the node or in the command

	denied bool // it failed for want of a right
	local  bool // it failed because of this machine
}

// Report is the examination of one node. It has every step, in order.
type Report struct {
	Address string  `json:"address"`        // host:port
	Host    string  `json:"host,omitempty"` // the name by which the machine that answered calls itself
	Auth    string  `json:"auth"`
	User    string  `json:"user,omitempty"`
	Steps   []Step  `json:"steps"`
	Rights  []Right `json:"rights"`

	// Machine is what the machine that answered says it is, as far as it was asked: its
	// names. OwnCluster is the cluster that it says it is in.
	Machine    facts.OS `json:"-"`
	OwnCluster string   `json:"-"`
}

// Failed names the first step that failed; empty when none did.
func (r Report) Failed() string {
	for _, s := range r.Steps {
		if s.Status == Failed {
			return s.Name
		}
	}
	return ""
}

// Summary is the report in one line: "ok", with the steps that warn, or the first
// step that failed and why, or why nothing was tried.
func (r Report) Summary() string {
	var warned []string
	for _, s := range r.Steps {
		switch s.Status {
		case Failed:
			return s.Name + " failed: " + s.Text
		case Warning:
			warned = append(warned, s.Name)
		}
	}
	switch {
	case !r.Healthy():
		i := slices.IndexFunc(r.Steps, func(s Step) bool { return s.Name == WQL })
		return "not examined: " + r.Steps[i].Text
	case len(warned) > 0:
		return "ok, with a warning: " + strings.Join(warned, ", ")
	}
	return "ok"
}

// Healthy reports whether the node could be examined and no step failed.
func (r Report) Healthy() bool {
	read := slices.ContainsFunc(r.Steps, func(s Step) bool { return s.Name == WQL && (s.Status == OK || s.Status == Warning) })
	return read && r.Failed() == ""
}

// Local reports whether a step failed because of this machine, which says nothing
// about the node.
func (r Report) Local() bool {
	return slices.ContainsFunc(r.Steps, func(s Step) bool { return s.local })
}

// Examine takes every step into a node that can be taken. It returns within the
// deadline of ctx and leaves nothing open.
func Examine(ctx context.Context, t remote.Target, c remote.Credentials, o remote.Options, now func() time.Time) Report {
	e := newExamination(t, c, o, now)
	e.enter(ctx)
	return e.report()
}

// Spare is the report on a node that was left alone, with the reason.
func Spare(t remote.Target, c remote.Credentials, reason string) Report {
	e := newExamination(t, c, remote.Options{}, nil)
	for _, name := range stepNames() {
		e.note(Step{Name: name, Status: Skipped, Text: reason})
	}
	return e.report()
}

// examination is under way.
type examination struct {
	target      remote.Target
	credentials remote.Credentials
	options     remote.Options
	now         func() time.Time
	steps       []Step
	masker      *mask.Masker
	session     *remote.Session // nil until it is open
	machine     facts.OS        // its names, as it gives them; empty until it was asked
	ownCluster  string          // that the node says it is in
	echoes      int             // of the session, as far as steps report them
	progress    progress        // on the way in
}

func newExamination(t remote.Target, c remote.Credentials, o remote.Options, now func() time.Time) *examination {
	return &examination{target: t, credentials: c, options: o, now: now, masker: c.Masker()}
}

func (e *examination) address() string {
	return net.JoinHostPort(e.target.Host, e.port())
}

func (e *examination) port() string { return strconv.Itoa(e.target.Port) }

func (e *examination) find(name string) *Step {
	i := slices.IndexFunc(e.steps, func(s Step) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &e.steps[i]
}

// report puts the steps in order; what was not reached is skipped.
func (e *examination) report() Report {
	r := Report{
		Address: e.address(), Host: e.machine.HostName, Auth: string(e.target.Auth), User: e.account(),
		Machine: e.machine, OwnCluster: e.ownCluster,
	}
	for _, name := range stepNames() {
		if s := e.find(name); s != nil {
			r.Steps = append(r.Steps, *s)
			continue
		}
		text := "interrupted"
		if failed := r.Failed(); failed != "" {
			text = "not reached, since " + failed + " failed"
		}
		r.Steps = append(r.Steps, Step{Name: name, Status: Skipped, Text: text})
	}
	r.Rights = rights(r)
	return r
}
