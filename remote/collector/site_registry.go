package collector

import (
	"context"
	"fmt"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// siteKeys reads the values key by key. The list of a key's values proves that the
// key was read, so that a value that is not in it is not there; only those that are
// there in the type that is asked for are read.
func (c *collection) siteKeys(ctx context.Context) {
	var keys []string
	values := map[string][]*observe.Registry{}
	for _, r := range siteOf(c.request, siteValue) {
		key := strings.ToLower(r.Key)
		if values[key] == nil {
			keys = append(keys, key)
		}
		values[key] = append(values[key], r)
	}
	for _, key := range keys {
		c.siteKey(ctx, values[key])
	}
}

func (c *collection) siteKey(ctx context.Context, values []*observe.Registry) {
	listed, err := ask(c, func() ([]remote.RegistryValue, error) { return c.session.ObservedKey(ctx, *values[0]) })
	for _, r := range values {
		c.keep(observe.Target{Registry: r}, c.siteValueOf(ctx, *r, listed, err))
	}
}

// siteValueOf reads one value of a key whose values are listed.
func (c *collection) siteValueOf(ctx context.Context, r observe.Registry, listed []remote.RegistryValue, err error) facts.Observed {
	source := "StdRegProv.EnumValues " + r.Key
	switch {
	case remote.NoKey(err):
		return c.siteNoKey(ctx, r, source)
	case err != nil:
		return c.siteFailed(source, remote.Problem(err))
	}
	var found []remote.RegistryValue
	for _, v := range listed {
		if strings.EqualFold(v.Name, r.Value) {
			found = append(found, v)
		}
	}
	switch {
	case len(found) == 0:
		return c.siteAbsent(source)
	case len(found) > 1:
		return c.siteFailed(source, notCredible("%s is listed %d times", quote(r.Value), len(found)))
	case found[0].Type != r.Type:
		return c.siteFailed(source, wrongType(r, found[0].Type))
	}
	return c.siteValueRead(ctx, r)
}

func wrongType(r observe.Registry, got observe.Type) *facts.Problem {
	is := "a type that cannot be compared"
	if got != "" {
		is = "the type " + string(got)
	}
	return &facts.Problem{Kind: string(remote.WrongType), Message: fmt.Sprintf("%s has %s, and %s was asked for", quote(r.Value), is, r.Type),
		Hint: "Give the value the type that Windows expects, or correct the type in the requirement."}
}

func (c *collection) siteValueRead(ctx context.Context, r observe.Registry) facts.Observed {
	source := fmt.Sprintf("StdRegProv.%s %s %s", remote.TypedCall(r.Type), r.Key, r.Value)
	datum, err := ask(c, func() (facts.Datum, error) { return c.session.ObservedValue(ctx, r) })
	switch {
	case remote.NoKey(err):
		return c.siteFailed(source, notCredible("%s was listed, and is not there a moment later", quote(r.Value)))
	case err != nil:
		return c.siteFailed(source, remote.Problem(err))
	}
	return c.siteRead(source, datum)
}

// siteNoKey is for a key that does not exist. StdRegProv tells that from a key that
// may not be read. The keys of the cluster are there only while its service runs, so
// one of them is missing for certain only when others are there.
func (c *collection) siteNoKey(ctx context.Context, r observe.Registry, source string) facts.Observed {
	inCluster := strings.EqualFold(r.Key, remote.KeyCluster) || hasPrefixFold(r.Key, remote.KeyCluster+`\`)
	switch {
	case !inCluster:
		return c.siteAbsent(source)
	case c.inNoCluster():
		return c.siteOutside()
	}
	if c.hive == nil {
		problem := facts.Problem{}
		if _, err := ask(c, func() ([]remote.RegistryValue, error) { return c.session.ObservedKey(ctx, clusterKey()) }); err != nil {
			problem = *remote.Problem(err)
		}
		c.hive = &problem
	}
	if c.hive.Kind != "" {
		p := notCredible("%s is not there, and the keys of the cluster are there only while the cluster service runs: %s", r.Key, c.hive.Message)
		p.Hint = "Start the cluster service on the node, and scan it again."
		return c.siteFailed(source, p)
	}
	return c.siteAbsent(source + "; StdRegProv.EnumValues " + remote.KeyCluster)
}

// clusterKey is the root of the cluster's keys.
func clusterKey() observe.Registry {
	return observe.Registry{Key: remote.KeyCluster, Value: "ClusterName", Type: observe.String}
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
