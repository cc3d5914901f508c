package waiver

import (
	"errors"
	"fmt"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/checks"
)

// Load reads a file of waivers. Whatever is wrong is a *strict.Error; several
// are joined.
func Load(path string) ([]Waiver, error) {
	data, err := strict.ReadFile(path)
	if err != nil {
		return nil, &strict.Error{Message: fmt.Sprintf("cannot read waivers: %v", err)}
	}
	return parse(path, data)
}

func parse(path string, data []byte) ([]Waiver, error) {
	d := strict.Parse(path, data)
	if len(d.Problems) == 0 {
		d.Validate(compiledSchema())
	}
	var all []Waiver
	for _, n := range strict.Items(d.Root, "waivers") {
		all = append(all, read(d, n))
	}
	if len(d.Problems) > 0 {
		return nil, errors.Join(strict.Sorted(d.Problems)...)
	}
	return all, nil
}

// read reads one entry and notes what the schema cannot see.
func read(d *strict.Document, n *yaml.Node) Waiver {
	expires, permanent := strict.Get(n, "expires"), strict.Get(n, "permanent")
	switch {
	case n.Kind != yaml.MappingNode: // the schema has said so
	case expires == nil && permanent == nil:
		d.Fail(n, "the waiver has no expires", "give its last day, as expires: 2026-12-31, or write permanent: true")
	case expires != nil && permanent != nil:
		d.Fail(permanent, "the waiver has both expires and permanent", "leave one of them out")
	}
	w := Waiver{
		Finding: strict.Text(n, "finding"), Node: strict.Text(n, "node"), Cluster: strict.Text(n, "cluster"),
		Unknown: strict.Text(n, "unknown") == "true",
		Waiver: checks.Waiver{
			Reason: strict.Text(n, "reason"), Owner: strict.Text(n, "owner"), Ticket: strict.Text(n, "ticket"),
			Origin: d.At(n),
		},
	}
	if expires != nil {
		w.Expires, _ = checks.ParseDate(expires.Value) // the schema has checked it
	}
	return w
}
