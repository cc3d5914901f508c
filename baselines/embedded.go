package baselines

import (
	"embed"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

//go:embed *.yaml
var embedded embed.FS

// EmbeddedPrefix begins the file names of embedded baselines in positions and sources.
const EmbeddedPrefix = "embedded:"

// Names lists the embedded baselines, sorted. Overlays are not among them.
func Names() []string {
	return slices.DeleteFunc(embeddedNames(), func(name string) bool { return strings.HasPrefix(name, rolePrefix) })
}

// embeddedNames are those of all embedded files, sorted.
func embeddedNames() []string {
	entries, err := embedded.ReadDir(".")
	if err != nil {
		return nil // the root of an embedded file system can always be read
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(names) // a full stop sorts after a hyphen, the end of a name before it
	return names
}

// embeddedLayers reads each embedded file at most once, when it is first needed.
var embeddedLayers = sync.OnceValue(func() map[string]func() *layer {
	layers := map[string]func() *layer{}
	for _, name := range embeddedNames() {
		layers[name] = sync.OnceValue(func() *layer { return newEmbeddedLayer(name) })
	}
	return layers
})

// embeddedLayer is the embedded file that a reference names. It is shared and
// must not be changed.
func embeddedLayer(r location) (*layer, error) {
	read, ok := embeddedLayers()[r.ref]
	if !ok {
		return nil, &Error{Position: r.at, Message: fmt.Sprintf("unknown baseline %q", r.ref), Hint: suggestName(r.ref)}
	}
	return read(), nil
}

// embeddedRoot is a listed embedded file as it is written; it must not be changed.
func embeddedRoot(name string) *yaml.Node { return embeddedLayers()[name]().Root }

// Raw returns the text of a baseline as it is written, without what it
// extends. The reference is one that Load takes.
func Raw(ref string) ([]byte, error) {
	r := location{ref: ref}
	if strict.IsFile(ref) {
		return strict.ReadFile(r.file())
	}
	if _, err := embeddedLayer(r); err != nil {
		return nil, err
	}
	return embedded.ReadFile(ref + ".yaml")
}

// Ref is what Load finds the file by: the name of an embedded one, else the path.
func (s Source) Ref() string {
	name, isEmbedded := strings.CutPrefix(s.File, EmbeddedPrefix)
	if isEmbedded {
		return strings.TrimSuffix(name, ".yaml")
	}
	return s.File
}

// ForOS returns the embedded baseline for a Windows build (CurrentBuild, 7601)
// and product type (Win32_OperatingSystem.ProductType), with overlays laid over
// it: the one that is made for the build, or else for all builds from an earlier one
// on. Without overlays that are wrong, the error is ErrNoBaseline and names the
// builds that there are baselines for.
func ForOS(build, productType int, overlays ...string) (*Baseline, error) {
	var have []string
	rest := ""
	for _, v := range embeddedVersions() {
		switch {
		case !v.Matches(build, productType):
		case v.Build != 0:
			return Load(v.name, overlays...)
		default:
			rest = v.name
		}
		if v.Build != 0 {
			have = append(have, fmt.Sprintf("%s (build %d)", v.name, v.Build))
		}
	}
	if rest != "" {
		return Load(rest, overlays...)
	}
	return nil, fmt.Errorf("%w for build %d, product type %d; there are: %s",
		ErrNoBaseline, build, productType, strings.Join(have, ", "))
}

// version is an embedded baseline that is made for a version of Windows, or for all
// from one on.
type version struct {
	AppliesTo
	name string
}

// embeddedVersions are sorted by name. They are found once and never change. What a
// baseline is made for is in its own file, so that no other is merged or decoded to pick
// one: that would take longer than to judge a cluster.
var embeddedVersions = sync.OnceValue(func() []version {
	var all []version
	for _, name := range Names() {
		var b Baseline
		theFormat().head.set(reflect.ValueOf(&b).Elem(), embeddedRoot(name))
		if b.AppliesTo.IsMade() {
			all = append(all, version{b.AppliesTo, name})
		}
	}
	return all
})

// IsMade reports whether the baseline is made for some builds and not only to be
// extended or named.
func (a AppliesTo) IsMade() bool { return a.Build != 0 || a.From != 0 }

// Matches reports whether the baseline is made for such a node; without any build it
// is made for all. Server is the only product there is; a domain controller is
// one too.
func (a AppliesTo) Matches(build, productType int) bool {
	server := productType == facts.ProductServer || productType == facts.ProductDomainController
	switch {
	case a.Build != 0:
		return server && build == a.Build
	case a.From != 0:
		return server && build >= a.From
	}
	return true
}

// ListArticles are the articles that the embedded baselines know as lists,
// "KB2545685": nothing is ever installed under their numbers.
func ListArticles() map[string]bool { return maps.Clone(embeddedArticles()) }

// embeddedArticles are found once; the map must not be changed.
var embeddedArticles = sync.OnceValue(func() map[string]bool {
	articles := map[string]bool{}
	for _, name := range Names() {
		for _, n := range strict.Items(embeddedRoot(name), "lists") {
			articles[kb(strict.Get(n, "kb"))] = true
		}
	}
	return articles
})
