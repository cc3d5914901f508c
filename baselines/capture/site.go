package capture

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// Value is a registry value to write an entry of site for.
type Value struct{ key, name, root string }

// ParseValue reads `HKLM\SYSTEM\CurrentControlSet\Services\Disk!TimeOutValue`. A key of a
// vendor is allowed by being named. An *observe.Error says which limit a value breaks.
func ParseValue(s string) (Value, error) {
	i := strings.LastIndex(s, "!")
	if i < 0 {
		return Value{}, &observe.Error{Message: plain(s) + " is not a registry value", Hint: `write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk!TimeOutValue`}
	}
	v := Value{key: s[:i], name: s[i+1:]}
	_, err := v.target(observe.DWORD).Normal()
	if root, ok := vendorRoot(v.key); err != nil && ok {
		v.root = root
		_, err = v.target(observe.DWORD).Normal()
	}
	return v, err
}

// vendorRoot is the vendor's key that a key is in; false for another.
func vendorRoot(key string) (string, bool) {
	root, err := observe.Root(key)
	if err != nil {
		return "", false
	}
	names := strings.Split(root, `\`)
	depth := 3 // HKLM\SOFTWARE\Contoso
	if len(names) > depth && strings.EqualFold(names[2], "Wow6432Node") {
		depth++
	}
	return strings.Join(names[:depth], `\`), true
}

func (v Value) target(t observe.Type) observe.Target {
	return observe.Target{Registry: &observe.Registry{Key: v.key, Value: v.name, Type: t, Root: v.root}}
}

// Targets are what a node has to be asked, since the type of the value is not known:
// only the one of the type that it has costs a message.
func (v Value) Targets() []observe.Target {
	var all []observe.Target
	for _, t := range observe.Types() {
		if normal, err := v.target(t).Normal(); err == nil {
			all = append(all, normal)
		}
	}
	return all
}

// site writes an entry for each value that the node has.
func (c *capture) site(values []Value) {
	var list []*yaml.Node
	var roots []string
	taken := map[string]bool{}
	for _, r := range c.base.Site {
		taken[r.Name] = true
	}
	for _, v := range values {
		t, read, why := c.observed(v)
		if why != "" {
			c.leave("%s of %s: %s", plain(v.name), plain(v.key), why)
			continue
		}
		id := idFor(v.name, taken)
		taken[id] = true
		list = append(list, c.siteRule(id, t, read))
		isRoot := func(root string) bool { return strings.EqualFold(root, t.Root) }
		if t.Root != "" && !slices.ContainsFunc(slices.Concat(c.base.AllowRoots, roots), isRoot) {
			roots = append(roots, t.Root)
		}
	}
	if len(roots) > 0 {
		c.sections.add("allow_roots", texts(roots...))
	}
	if len(list) > 0 {
		c.sections.add("site", items(list))
	}
}

// observed is the value as the node has it, with its type, or why it cannot be asked for.
func (c *capture) observed(v Value) (*observe.Registry, *yaml.Node, string) {
	why := "the node was not asked for it"
	for _, t := range v.Targets() {
		i := slices.IndexFunc(c.node.Site, func(o facts.Observed) bool { return o.Target == t.ID() })
		if i < 0 {
			continue
		}
		switch o := c.node.Site[i]; {
		case o.State == facts.Absent:
			return nil, nil, "it is not there, and an entry wants a value"
		case o.State != facts.Collected || o.Value == nil:
			why = "it could not be read"
		default:
			if n := constant(*o.Value); n != nil {
				return t.Registry, n, ""
			}
			return nil, nil, "a value of type " + string(t.Registry.Type) + " cannot be asked for as it is"
		}
	}
	return nil, nil, why
}

// constant is a value as an entry compares it; nil for one that cannot be written.
func constant(d facts.Datum) *yaml.Node {
	switch {
	case d.Number != nil && *d.Number <= math.MaxInt64:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: fmt.Sprint(*d.Number)}
	case d.Text != nil && baselines.Allows(*d.Text, "site", "0", "want", "equals") && plain(*d.Text) == *d.Text:
		return text(*d.Text)
	}
	return nil
}

func (c *capture) siteRule(id string, t *observe.Registry, value *yaml.Node) *yaml.Node {
	c.asked++
	var m, look, want mapping
	look.add("registry", text(t.Key))
	look.add("value", text(t.Value))
	look.add("type", text(string(t.Type)))
	want.add("equals", value)
	m.add("id", text(id))
	m.add("title", text("{{name}} is {{want}}, as on "+c.name))
	m.add("observe", look.node())
	m.add("want", want.node())
	m.add("absent", text(string(baselines.AbsentDrift)))
	c.grounds(&m, baselines.Low, "Set {{observed}} to {{want}}.")
	return m.node()
}

// idFor makes an id of a name: "time-out-value" of "TimeOutValue".
func idFor(name string, taken map[string]bool) string {
	var parts strings.Builder
	last := 'A'
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			parts.WriteByte('-')
		}
		parts.WriteRune(r)
		last = r
	}
	const most = 50
	id := slug(parts.String())
	id = strings.TrimRight(id[:min(most, len(id))], "-")
	for n, own := 2, id; taken[id]; n++ {
		id = fmt.Sprintf("%s-%d", own, n)
	}
	return id
}
