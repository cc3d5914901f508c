package report

import "github.com/clusterdrift/clusterdrift/baselines"

// texts are what the fixes and the references of findings come to as plain text, each
// once: the findings on one requirement share them.
type texts struct {
	fixes      map[stepsKey]string
	references map[referencesKey]string
}

// A list is known by its first item and its length.
type (
	stepsKey struct {
		first *baselines.Step
		steps int
	}
	referencesKey struct {
		first      *baselines.Reference
		references int
	}
)

func newTexts() *texts {
	return &texts{map[stepsKey]string{}, map[referencesKey]string{}}
}

func (t *texts) fix(f baselines.Fix) string {
	if len(f) == 0 {
		return ""
	}
	return once(t.fixes, stepsKey{&f[0], len(f)}, func() string { return Cleaned(f).String() })
}

func (t *texts) reference(r baselines.References) string {
	if len(r) == 0 {
		return ""
	}
	return once(t.references, referencesKey{&r[0], len(r)}, r.String)
}

// once is the text under a key, made where there is none yet.
func once[K comparable](known map[K]string, key K, text func() string) string {
	s, ok := known[key]
	if !ok {
		s = text()
		known[key] = s
	}
	return s
}
