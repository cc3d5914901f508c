package cve

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
)

func isServer(p product) bool { return strings.HasPrefix(p.Name, "Windows Server") }

// fix reads the first fixed builds of Windows Server. Where a build has several, as
// for hotpatches or for security-only updates, the greatest is certain.
func (w *row) fix(cna container) error {
	revisions := map[int][]int{}
	for i, p := range cna.Affected {
		if !isServer(p) {
			continue
		}
		for j, v := range p.Versions {
			if v.Status != "affected" {
				continue
			}
			b, err := parseVersion(v.LessThan)
			if err != nil {
				return fmt.Errorf("containers, cna, affected, %d, versions, %d, lessThan %w", i, j, err)
			}
			revisions[b.Number] = append(revisions[b.Number], b.Revision)
		}
	}
	if len(revisions) == 0 {
		return fmt.Errorf("containers, cna, affected names no fixed version of Windows Server")
	}
	for _, number := range slices.Sorted(maps.Keys(revisions)) {
		named := slices.Compact(slices.Sorted(slices.Values(revisions[number])))
		w.fixed = append(w.fixed, baselines.Build{Number: number, Revision: named[len(named)-1]})
		if len(named) > 1 {
			w.remarks = append(w.remarks, fmt.Sprintf("%s names several revisions of build %d (%s): the greatest is taken", w.id, number, joined(named)))
		}
	}
	return w.compare(cna.Applicable)
}

// compare reads the same builds from the names of the CPE dictionary, which must not
// contradict.
func (w *row) compare(all []applicability) error {
	for _, a := range all {
		for _, n := range a.Nodes {
			for _, m := range n.Match {
				if !m.Vulnerable || !strings.HasPrefix(m.Criteria, "cpe:2.3:o:microsoft:windows_server") || m.End == "" {
					continue
				}
				b, err := parseVersion(m.End)
				if err != nil {
					return fmt.Errorf("containers, cna, cpeApplicability, versionEndExcluding %w", err)
				}
				if i := slices.IndexFunc(w.fixed, func(f baselines.Build) bool { return f.Number == b.Number }); i < 0 || w.fixed[i].Revision < b.Revision {
					return fmt.Errorf("affected and cpeApplicability do not agree on the first fixed revision of build %d", b.Number)
				}
			}
		}
	}
	return nil
}

// parseVersion reads "10.0.17763.9245". The error does not repeat the text.
func parseVersion(s string) (baselines.Build, error) {
	if s == "" {
		return baselines.Build{}, fmt.Errorf("is missing")
	}
	m := versionForm.FindStringSubmatch(s)
	if m == nil {
		return baselines.Build{}, fmt.Errorf("is not a version of Windows like 10.0.17763.9245")
	}
	number, err := strconv.Atoi(m[1])
	revision, errRevision := strconv.Atoi(m[2])
	return baselines.Build{Number: number, Revision: revision}, cmp.Or(err, errRevision)
}

func joined(numbers []int) string {
	var texts []string
	for _, n := range numbers {
		texts = append(texts, strconv.Itoa(n))
	}
	return strings.Join(texts, ", ")
}
