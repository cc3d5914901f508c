// Package cve turns records of the CVE list into rows of the table of
// vulnerabilities that update/build has in a baseline.
//
// In go the files of records, in the JSON form of version 5 of the CVE list; out come
// groups of vulnerabilities of failover clustering with their first fixed builds, as
// YAML for a person to review, and a count of what was left out and why. A file that
// claims to be a record and cannot be read as one is an error that names it. The
// package takes no text of a record into the YAML but what it knows the form of.
package cve

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// maxSize bounds a record in bytes. The largest of the list are about a tenth of it.
const maxSize = 8 << 20

// record is what is read of a CVE record: cveMetadata and the container of its
// assigner (CVE_RECORD, data version 5).
type record struct {
	DataType string `json:"dataType"`
	Metadata struct {
		ID        string `json:"cveId"`
		State     string `json:"state"`
		Published string `json:"datePublished"`
	} `json:"cveMetadata"`
	Containers struct {
		CNA container `json:"cna"`
	} `json:"containers"`
}

type container struct {
	Title      string          `json:"title"`
	Public     string          `json:"datePublic"`
	Affected   []product       `json:"affected"`
	Applicable []applicability `json:"cpeApplicability"`
	Metrics    []metric        `json:"metrics"`
}

// product is one product with the versions that are affected.
type product struct {
	Name     string         `json:"product"`
	Versions []versionRange `json:"versions"`
}

type versionRange struct {
	LessThan string `json:"lessThan"` // "10.0.17763.9245"
	Status   string `json:"status"`
}

// applicability says the same as the products by names of the CPE dictionary.
type applicability struct {
	Nodes []struct {
		Match []struct {
			Vulnerable bool   `json:"vulnerable"`
			Criteria   string `json:"criteria"`
			End        string `json:"versionEndExcluding"`
		} `json:"cpeMatch"`
	} `json:"nodes"`
}

// metric holds one of the scores, by the version of CVSS.
type metric struct {
	V4  *score `json:"cvssV4_0"`
	V31 *score `json:"cvssV3_1"`
	V3  *score `json:"cvssV3_0"`
}

type score struct {
	Base float64 `json:"baseScore"`
}

// parse reads a record. The errors are in the package's own words.
func parse(data []byte) (record, error) {
	var r record
	err := json.Unmarshal(data, &r)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line, column := position(data, syntax.Offset)
		return r, fmt.Errorf("line %d, column %d: it is not complete JSON, or nested too deep", line, column)
	case errors.As(err, &kind):
		line, _ := position(data, kind.Offset)
		return r, fmt.Errorf("line %d: %s is of the wrong type", line, kind.Field)
	case err != nil:
		return r, errors.New("it is not JSON")
	}
	return r, nil
}

// position is the line and column of an offset, both from 1 on.
func position(data []byte, offset int64) (line, column int) {
	line, column = 1, 1
	for _, b := range data[:min(int(offset), len(data))] {
		if column++; b == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}

// base is the greatest of the scores, as text; empty when the record has none.
func (c container) base() (float64, string) {
	best := 0.0
	for _, m := range c.Metrics {
		for _, s := range []*score{m.V4, m.V31, m.V3} {
			if s != nil {
				best = max(best, s.Base)
			}
		}
	}
	if best <= 0 || best > 10 {
		return 0, ""
	}
	return best, strconv.FormatFloat(best, 'f', 1, 64)
}
