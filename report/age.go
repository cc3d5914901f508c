package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/wording"
)

const (
	old       = 24 * time.Hour  // the age from which on facts are warned of
	noticed   = time.Hour       // the age from which on formats for people show it, and the most between the nodes of a cluster
	clockSkew = 5 * time.Minute // how far facts may be dated in the future before their date is not believed
)

// clock is the time that ages are measured at.
type clock struct{ now time.Time }

// age is how old facts are that were read at a time; nil when that is not known.
func (c clock) age(read time.Time) *time.Duration {
	if read.IsZero() || c.now.IsZero() || read.Sub(c.now) > clockSkew {
		return nil
	}
	return new(max(0, c.now.Sub(read)))
}

// oldest is the age in seconds of the oldest of what was observed; nil when that is not
// known of any.
func (c clock) oldest(seen []checks.Evidence) *int64 {
	var first time.Time
	for _, e := range seen {
		if !e.At.IsZero() && (first.IsZero() || e.At.Before(first)) {
			first = e.At
		}
	}
	if age := c.age(first); age != nil {
		return new(int64(age.Seconds()))
	}
	return nil
}

// about is an age in the unit that suits it, cut to whole ones: "45 s", "12 min",
// "3 h", "9 days".
func about(age time.Duration) string {
	switch {
	case age < time.Minute:
		return fmt.Sprintf("%d s", int(age.Seconds()))
	case age < time.Hour:
		return fmt.Sprintf("%d min", int(age.Minutes()))
	case age < 2*old:
		return fmt.Sprintf("%d h", int(age.Hours()))
	}
	return fmt.Sprintf("%d days", int(age.Hours()/24))
}

// exactly is a limit as it is written on a command line, "24h" or "1h30m".
func exactly(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zero) {
			s = strings.TrimSuffix(s, zero[1:])
		}
	}
	return s
}

// Age is how old the facts of the node were when the result was made; ok is false
// when that is not known.
func (n Node) Age() (age time.Duration, ok bool) {
	if n.AgeSeconds == nil {
		return 0, false
	}
	return time.Duration(*n.AgeSeconds) * time.Second, true
}

// AgeText is the age of the node's facts for people, "3 h"; empty when it is not known.
func (n Node) AgeText() string {
	age, ok := n.Age()
	if !ok {
		return ""
	}
	return about(age)
}

// Ages says when the nodes were read whose facts are more than an hour old, those of
// the same age together and the oldest first: "read 9 days ago: HV01, HV02; read
// 3 h ago: HV03". It is empty when no facts are.
func (r *Result) Ages() string {
	type group struct {
		oldest time.Duration
		names  []string
	}
	groups := map[string]*group{}
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			age, ok := n.Age()
			if !ok || age <= noticed || n.Dark() {
				continue
			}
			g := groups[about(age)]
			if g == nil {
				g = &group{}
				groups[about(age)] = g
			}
			g.oldest, g.names = max(g.oldest, age), append(g.names, n.Name)
		}
	}
	var texts []string
	for text := range groups {
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int { return cmp.Compare(groups[b].oldest, groups[a].oldest) })
	for i, text := range texts {
		names := groups[text].names
		who := strings.Join(names, ", ")
		if len(names) == r.Counts.Nodes.Total && len(names) > mostNamed {
			who = fmt.Sprintf("all %d nodes", len(names))
		}
		texts[i] = "read " + text + " ago: " + who
	}
	return strings.Join(texts, "; ")
}

// ageWarnings are the texts by which a node's age makes its answers less than
// certain.
func (c clock) ageWarnings(clusters []Cluster) map[string][]string {
	var oldest time.Duration
	var aged, future, undated []string
	for _, cluster := range clusters {
		for _, n := range cluster.Nodes {
			age, ok := n.Age()
			switch {
			case n.Dark():
			case !ok && !n.Finished.IsZero() && !c.now.IsZero():
				future = append(future, n.Name)
			case !ok && !c.now.IsZero():
				undated = append(undated, n.Name)
			case age > old:
				aged, oldest = append(aged, n.Name), max(oldest, age)
			}
		}
	}
	return map[string][]string{
		fmt.Sprintf("the facts are more than %s old, up to %s", exactly(old), about(oldest)): aged,
		"the facts are dated in the future: check the clock where they were collected":       future,
		"the facts do not say when they were read":                                           undated,
	}
}

// spread warns of clusters whose nodes were read so far apart that what they say
// may be of different states of the cluster.
func spread(clusters []Cluster) []string {
	var all []string
	for _, c := range clusters {
		var first, last time.Time
		read := 0
		for _, n := range c.Nodes {
			if n.Dark() || n.Finished.IsZero() {
				continue
			}
			read++
			if first.IsZero() || n.Finished.Before(first) {
				first = n.Finished
			}
			if n.Finished.After(last) {
				last = n.Finished
			}
		}
		if apart := last.Sub(first); apart > noticed {
			all = append(all, fmt.Sprintf("the %s of %s were read up to %s apart, so they may show different states of the cluster",
				wording.Counted(read, "node"), c.Name, about(apart)))
		}
	}
	return all
}
