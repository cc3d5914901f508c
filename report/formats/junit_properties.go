package formats

import (
	"regexp"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/report"
)

// describeDrift adds to a suite the severity of its gravest drift, and the updates that
// are missing.
func describeDrift(s *junit.Testsuite, found []report.Finding) {
	var drift []report.Finding
	gravest := -1
	for _, f := range found {
		if f.Status != checks.Drift {
			continue
		}
		if drift = append(drift, f); gravest < 0 || f.Severity.Rank() < drift[gravest].Severity.Rank() {
			gravest = len(drift) - 1
		}
	}
	if gravest < 0 {
		return
	}
	s.AddProperty("severity", string(drift[gravest].Severity))
	for _, f := range drift {
		if kb := update(f); kb != "" {
			s.AddProperty("kb", kb)
		}
	}
}

// caseProperties are those of a test case. The schema that Jenkins' xUnit plugin checks
// files by has no element for them, and a file with one is refused. Lines of this form in
// the output of a case are what test managers read in its place:
// https://github.com/testmoapp/junitxml.
func caseProperties(f report.Finding) *junit.Output {
	lines := []string{"[[PROPERTY|severity=" + string(f.Severity) + "]]"}
	if kb := update(f); kb != "" {
		lines = append(lines, "[[PROPERTY|kb="+kb+"]]")
	}
	for _, list := range f.Lists {
		if kbNumber.MatchString(list) { // nothing else can be read back
			lines = append(lines, "[[PROPERTY|list="+list+"]]")
		}
	}
	return &junit.Output{Data: strings.Join(lines, "\n") + "\n"}
}

// kbNumber is the number of an update, or of an article that lists some.
var kbNumber = regexp.MustCompile(`^KB\d+$`)

// update is the number of the update that a finding is about, "KB2552040"; empty for
// findings about something else.
func update(f report.Finding) string {
	_, subject, _ := strings.Cut(f.ID, "/")
	if !kbNumber.MatchString(subject) {
		return ""
	}
	return subject
}
