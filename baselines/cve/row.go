package cve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/baselines"
)

// row is what one record says.
type row struct {
	id        string
	component string
	impact    string
	published time.Time
	severity  baselines.Severity
	score     string            // "8.1"; empty: the severity is a guess
	fixed     []baselines.Build // the first fixed ones, by build number
	remarks   []string          // what a person has to decide
}

// outcome is what became of a file.
type outcome int

const (
	taken     outcome = iota
	otherFile         // it is JSON of another kind
	rejected          // the CVE list has withdrawn it
	elsewhere         // it names another product
)

var (
	idForm = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,7}$`)
	// ofClusters finds the components of failover clustering in the titles of Microsoft's
	// records: "Failover Cluster", "Cluster Shared Volume", "Cluster Client Failover".
	ofClusters = regexp.MustCompile(`(?i)\bcluster`)
	titleForm  = regexp.MustCompile(`^(?:Microsoft |Windows )*([A-Za-z0-9 ./-]{3,80}?)(?: \([A-Za-z0-9 ]{1,20}\))? (` +
		`Remote Code Execution|Elevation of Privilege|Information Disclosure|Denial of Service|Security Feature Bypass|Spoofing|Tampering) Vulnerability$`)
	// versionForm is a version of Windows: "10.0.17763.9245".
	versionForm = regexp.MustCompile(`^[0-9]{1,2}\.[0-9]{1,2}\.([0-9]{4,6})\.([0-9]{1,6})$`)
)

// newRow reads the row of a record. Only a row that is taken has a content.
func newRow(data []byte) (row, outcome, error) {
	r, err := parse(data)
	if err != nil {
		return row{}, otherFile, err
	}
	if r.DataType != "CVE_RECORD" {
		return row{}, otherFile, nil
	}
	if !idForm.MatchString(r.Metadata.ID) {
		return row{}, taken, fmt.Errorf("cveMetadata, cveId is not the id of a CVE")
	}
	switch cna := r.Containers.CNA; {
	case r.Metadata.State == "REJECTED":
		return row{}, rejected, nil
	case r.Metadata.State != "PUBLISHED":
		return row{}, taken, fmt.Errorf("cveMetadata, state is neither PUBLISHED nor REJECTED")
	case !ofClusters.MatchString(cna.Title) || !slices.ContainsFunc(cna.Affected, isServer):
		return row{}, elsewhere, nil
	}
	own := row{id: r.Metadata.ID}
	return own, taken, own.fill(r)
}

func (w *row) fill(r record) error {
	cna := r.Containers.CNA
	m := titleForm.FindStringSubmatch(cna.Title)
	if m == nil {
		return fmt.Errorf("containers, cna, title does not have the form of Microsoft's titles")
	}
	w.component, w.impact = m[1], strings.ToLower(m[2])
	var ok bool
	if w.published, ok = day(cna.Public, r.Metadata.Published); !ok {
		return fmt.Errorf("neither datePublic nor datePublished is a date")
	}
	w.rate(cna)
	return w.fix(cna)
}

// day is that of the first text that begins with a date.
func day(texts ...string) (time.Time, bool) {
	for _, s := range texts {
		if at, err := time.Parse(time.DateOnly, s[:min(len(s), len(time.DateOnly))]); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// rate follows the ratings of CVSS: from 9.0 critical, from 7.0 high, from 4.0 medium.
func (w *row) rate(cna container) {
	base, text := cna.base()
	w.score = text
	switch {
	case text == "":
		w.severity = baselines.Medium
		w.remarks = append(w.remarks, w.id+" has no score: medium is a guess")
	case base >= 9:
		w.severity = baselines.Critical
	case base >= 7:
		w.severity = baselines.High
	case base >= 4:
		w.severity = baselines.Medium
	default:
		w.severity = baselines.Low
	}
}
