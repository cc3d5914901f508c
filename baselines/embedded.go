package baselines

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

//go:embed *.yaml
var embedded embed.FS

// embeddedPrefix marks the file names of embedded baselines in positions.
const embeddedPrefix = "embedded:"

// Values of Win32_OperatingSystem.ProductType.
const (
	domainController = 2
	memberServer     = 3
)

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

// embeddedRoot is an embedded file as it is written.
func embeddedRoot(name string) *yaml.Node {
	data, err := Raw(name)
	if err != nil {
		return nil // a listed name can be read
	}
	return strict.Parse(name, data).Root
}

// Raw returns the text of a baseline as it is written, without what it
// extends. The reference is one that Load takes.
func Raw(ref string) ([]byte, error) {
	r := location{ref: ref}
	return newLoader().content(r, r.file())
}

// Ref is what Load finds the file by: the name of an embedded one, else the path.
func (s Source) Ref() string {
	name, isEmbedded := strings.CutPrefix(s.File, embeddedPrefix)
	if isEmbedded {
		return strings.TrimSuffix(name, ".yaml")
	}
	return s.File
}

// ForOS returns the embedded baseline for a Windows build (CurrentBuild, 7601)
// and product type (Win32_OperatingSystem.ProductType), with overlays laid over
// it. Without overlays that are wrong, the error is ErrNoBaseline and names what
// there is. Loading takes milliseconds: a caller with many nodes keeps the answer.
func ForOS(build, productType int, overlays ...string) (*Baseline, error) {
	var have []string
	for _, name := range Names() {
		b, err := Load(name)
		if err != nil {
			return nil, fmt.Errorf("load baseline %s: %w", name, err)
		}
		if b.AppliesTo.Build != 0 && b.AppliesTo.Matches(build, productType) {
			return Load(name, overlays...)
		}
		if b.AppliesTo.Build != 0 {
			have = append(have, fmt.Sprintf("%s (build %d)", name, b.AppliesTo.Build))
		}
	}
	return nil, fmt.Errorf("%w for build %d, product type %d; there are: %s",
		ErrNoBaseline, build, productType, strings.Join(have, ", "))
}

// Matches tells whether the baseline is made for such a node; without a build it
// is made for all. Server is the only product there is; a domain controller is
// one too.
func (a AppliesTo) Matches(build, productType int) bool {
	server := productType == memberServer || productType == domainController
	return a.Build == 0 || a.Build == build && server
}

// ListArticles are the articles that the embedded baselines know as lists,
// "KB2545685": nothing is ever installed under their numbers.
func ListArticles() map[string]bool {
	articles := map[string]bool{}
	for _, name := range Names() {
		for _, n := range strict.Items(embeddedRoot(name), "lists") {
			articles[kb(strict.Get(n, "kb"))] = true
		}
	}
	return articles
}
