package baselines

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// writtenTarget is an observe.Target as a file writes it.
type writtenTarget struct {
	Registry string        `baseline:"registry"`
	Value    string        `baseline:"value"`
	Type     observe.Type  `baseline:"type"`
	Service  string        `baseline:"service"`
	WQL      writtenWQL    `baseline:"wql"`
	File     string        `baseline:"file"`
	Property string        `baseline:"property"`
	Events   writtenEvents `baseline:"events"`
	Cluster  string        `baseline:"cluster"`
}

type writtenWQL struct {
	Namespace string            `baseline:"namespace"`
	Class     string            `baseline:"class"`
	Columns   []string          `baseline:"columns"`
	Where     writtenConditions `baseline:"where"`
}

// writtenConditions are constants by the columns that they are compared with.
type writtenConditions []observe.Condition

type writtenEvents struct {
	Channel  string        `baseline:"channel"`
	Provider string        `baseline:"provider"`
	IDs      []int         `baseline:"ids"`
	Within   time.Duration `baseline:"within"` // "7d"
	Most     int           `baseline:"most"`
}

// target reads what a probe looks at.
func target(record *record, n *yaml.Node) observe.Target {
	var w writtenTarget
	record.set(reflect.ValueOf(&w).Elem(), n)
	t := observe.Target{Service: w.Service, Cluster: w.Cluster}
	if strict.Get(n, "registry") != nil {
		t.Registry = &observe.Registry{Key: w.Registry, Value: w.Value, Type: w.Type}
	}
	if strict.Get(n, "wql") != nil {
		t.WQL = &observe.WQL{Namespace: w.WQL.Namespace, Class: w.WQL.Class, Columns: w.WQL.Columns, Where: w.WQL.Where}
	}
	if strict.Get(n, "file") != nil {
		t.File = &observe.File{Path: w.File, Property: w.Property}
	}
	if strict.Get(n, "events") != nil {
		t.Events = &observe.Events{Channel: w.Events.Channel, Provider: w.Events.Provider, IDs: w.Events.IDs, Within: w.Events.Within, Most: w.Events.Most}
	}
	return t
}

// conditions are those of a query, in the order of the file.
func conditions(n *yaml.Node) writtenConditions {
	var all writtenConditions
	for key, value := range strict.Pairs(n) {
		s := scalar(value)
		all = append(all, observe.Condition{Column: key.Value, Text: s.Text, Number: s.Number, Bool: s.Bool})
	}
	return all
}

// scalar is a constant as YAML has it: text that is in quotes is not a number.
func scalar(n *yaml.Node) Scalar {
	if n == nil {
		return Scalar{}
	}
	switch n.ShortTag() {
	case "!!bool":
		return Scalar{Bool: new(flag(n))}
	case "!!int":
		return Scalar{Number: new(number64(n))}
	}
	return Scalar{Text: new(n.Value)}
}

// number64 is a whole number that the schema found to fit.
func number64(n *yaml.Node) int64 {
	var i int64
	if n == nil || n.Decode(&i) != nil {
		return 0
	}
	return i
}

// absent reads what absence means.
func absent(n *yaml.Node) SiteAbsent {
	if d := strict.Get(n, "default"); d != nil {
		return SiteAbsent{Default: new(scalar(d))}
	}
	return SiteAbsent{Verdict: SiteVerdict(strict.Text(n))}
}

// window is a duration as files write it: "90m", "12h", "7d".
func window(n *yaml.Node) time.Duration {
	text := strict.Text(n)
	units := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	for unit, length := range units {
		if number, ok := strings.CutSuffix(text, unit); ok {
			i, _ := strconv.Atoi(number) // the schema bounds it
			return time.Duration(i) * length
		}
	}
	return 0
}
