package baselines

import (
	"slices"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// set adds a key to a mapping or replaces it, the place of the key included.
func set(n, key, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content[i], n.Content[i+1] = key, value
			return
		}
	}
	n.Content = append(n.Content, key, value)
}

// unset takes a key and its value out of a mapping.
func unset(n *yaml.Node, key string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}

// replace puts a value where another one is, under the same key.
func replace(n, old, value *yaml.Node) { n.Content[slices.Index(n.Content, old)] = value }

// orZero is the number that i points to, 0 for nil.
func orZero(i *int) int {
	if i == nil {
		return 0
	}
	return *i
}

// flag is a scalar that the schema found to be true or false.
func flag(n *yaml.Node) bool {
	var b bool
	return n != nil && n.Decode(&b) == nil && b
}

// date is a scalar that the schema found to be a date, in UTC.
func date(n *yaml.Node) time.Time {
	d, err := time.Parse(time.DateOnly, strict.Text(n))
	if err != nil {
		return time.Time{}
	}
	return d
}

// build is a scalar that the schema found to be a build number.
func build(n *yaml.Node) Build {
	b, _ := ParseBuild(strict.Text(n)) // the schema bounds both numbers
	return b
}

// kb is the id of an update, "KB2552040", however its number is spelled.
func kb(n *yaml.Node) string {
	i := strict.Number(n)
	if i == nil {
		return ""
	}
	return "KB" + strconv.Itoa(*i)
}
