package baselines

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// rolePrefix begins the names of the embedded overlays.
const rolePrefix = "role-"

// Overlay is what a role requires on top of the Windows that a node runs. It is
// laid over whatever baseline the node has.
type Overlay struct {
	Name     string
	Title    string
	Reviewed time.Time // a date, UTC
}

// Overlays lists the embedded overlays, sorted by name.
func Overlays() []Overlay {
	var all []Overlay
	for _, name := range embeddedNames() {
		if !strings.HasPrefix(name, rolePrefix) {
			continue
		}
		root := embeddedRoot(name)
		all = append(all, Overlay{name, strict.Text(root, "title"), date(strict.Get(root, "reviewed"))})
	}
	return all
}

// IsOverlay reports whether a reference leads to an overlay. One that leads to
// nothing, or to a file that cannot be read, does not.
func IsOverlay(ref string) bool {
	r := location{ref: ref}
	l, err := newLoader().source(r, r.file())
	return err == nil && l.overlay
}

// suggestName is the hint for a name that no embedded file has.
func suggestName(name string) string {
	all := Names()
	for _, o := range Overlays() {
		all = append(all, o.Name)
	}
	return cmp.Or(strict.Suggest(name, all), strict.Suggest(name, Names()))
}

// verifyKind notes what belongs to the other kind of file only.
func (l *layer) verifyKind() {
	for key, value := range strict.Pairs(l.Root) {
		switch {
		case l.overlay && key.Value == "extends":
			l.Fail(key, "an overlay extends nothing", "it is laid over the baseline that it is named with")
		case l.overlay && key.Value == "applies_to":
			l.Fail(key, "an overlay applies to what the baseline below it does", "what is for some builds only goes into parts")
		case key.Value == "applies_to" && strict.Get(value, "build") == nil && strict.Get(value, "from") == nil:
			l.Fail(key, "applies_to has neither build nor from", "")
		case key.Value == "applies_to" && strict.Get(value, "build") != nil && strict.Get(value, "from") != nil:
			l.Fail(key, "applies_to has both build and from", "")
		case !l.overlay && key.Value == "parts":
			l.Fail(key, "only an overlay has parts", "")
		}
	}
}

// verifyPlace notes an overlay where a baseline is expected, or the reverse.
func (l *loader) verifyPlace(r location, y *layer) {
	e := &Error{Position: r.at}
	switch {
	case y.overlay && !r.overlay:
		e.Message, e.Hint = r.ref+" is an overlay, not a baseline", "name it together with the baseline that it is laid over"
	case !y.overlay && r.overlay:
		e.Message, e.Hint = r.ref+" is not an overlay", "an overlay says so: overlay: true"
	default:
		return
	}
	l.problems = append(l.problems, e)
}

// bodies are what a file adds to the tree: the file itself, and the parts that
// are for the build which the tree is for. Where it is for all builds from one on,
// these are the parts for every version of Windows since: they do not depend on it.
func (t *tree) bodies(l *layer) []*yaml.Node {
	all := []*yaml.Node{l.Root}
	var wanted []int
	if build := strict.Number(t.root, "applies_to", "build"); build != nil {
		wanted = []int{*build}
	} else if from := strict.Number(t.root, "applies_to", "from"); from != nil {
		wanted = embeddedBuilds(*from)
	}
	for _, part := range strict.Items(l.Root, "parts") {
		if wanted == nil {
			t.fail(part, "the baseline below is made for no build, so that it is not known whether it has this part", "")
			continue
		}
		var has []int
		for _, n := range strict.Items(part, "builds") {
			has = append(has, orZero(strict.Number(n)))
		}
		if !slices.ContainsFunc(wanted, func(build int) bool { return !slices.Contains(has, build) }) {
			all = append(all, part)
		}
	}
	return all
}

// embeddedBuilds are those from one on that an embedded baseline is made for.
func embeddedBuilds(from int) []int {
	builds := []int{from}
	for _, name := range Names() {
		if n := strict.Number(embeddedRoot(name), "applies_to", "build"); orZero(n) > from {
			builds = append(builds, *n)
		}
	}
	return builds
}

// joined is the name of a baseline with what is laid over it: "ws2019+role-hyperv".
func (t *tree) joined(below, above *yaml.Node) *yaml.Node {
	n := *above
	n.Value = below.Value + "+" + above.Value
	t.copies[&n] = t.layer(above)
	return &n
}

// LintOverlays returns everything that is wrong with overlays when they are laid
// together over each embedded baseline that is made for a version of Windows, or for
// builds between and after them, each an *Error. What is wrong over some of them only
// says which; what the versions show already is not repeated of the other builds.
func LintOverlays(refs ...string) []error {
	var problems []*Error
	over := map[Error][]string{} // the versions, by the problem without its hint
	versions := slices.SortedStableFunc(slices.Values(embeddedVersions()), func(a, b version) int { return cmp.Compare(a.From, b.From) })
	var idle [][]*Error
	own := 0 // how many are made for one version
	for _, v := range versions {
		if v.Build != 0 {
			own++
		}
		_, t, errs := newLoader().resolve(v.name, refs...)
		if t != nil {
			idle = append(idle, t.idleAt())
		}
		for _, err := range errs {
			var e *Error
			if !errors.As(err, &e) {
				return errs
			}
			same := Error{Position: e.Position, Message: e.Message}
			switch {
			case over[same] == nil:
				problems = append(problems, e)
			case v.Build == 0:
				continue
			}
			over[same] = append(over[same], v.name)
		}
	}
	for i, e := range problems {
		if names := over[Error{Position: e.Position, Message: e.Message}]; len(names) < own {
			copied := *e // embedded files share their problems
			copied.Message += ", over " + strings.Join(names, ", ")
			problems[i] = &copied
		}
	}
	if len(problems) == 0 {
		problems = inEach(idle)
	}
	return strict.Sorted(problems)
}

// inEach are the problems that each of some lists has.
func inEach(lists [][]*Error) []*Error {
	if len(lists) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(lists[0]), func(e *Error) bool {
		has := func(all []*Error) bool {
			return slices.ContainsFunc(all, func(other *Error) bool { return *other == *e })
		}
		return slices.ContainsFunc(lists, func(all []*Error) bool { return !has(all) })
	})
}
