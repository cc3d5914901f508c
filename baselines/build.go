package baselines

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Build is a Windows build with its update build revision (UBR), "17763.4645".
// Cumulative updates raise the revision from Windows Server 2016 on.
type Build struct{ Number, Revision int }

// ParseBuild reads the form that String gives.
func ParseBuild(s string) (Build, error) {
	first, second, _ := strings.Cut(s, ".")
	number, err := strconv.ParseUint(first, 10, 31)
	revision, errRevision := strconv.ParseUint(second, 10, 31)
	if err := cmp.Or(err, errRevision); err != nil {
		return Build{}, fmt.Errorf("build %q is not two numbers joined by a full stop", s)
	}
	return Build{int(number), int(revision)}, nil
}

func (b Build) String() string { return fmt.Sprintf("%d.%d", b.Number, b.Revision) }

// UpdateLevel says how far the cumulative updates of a node have to be, from
// Windows Server 2016 on.
type UpdateLevel struct {
	Build  *BuildFloor  `baseline:"build"`  // nil: not required
	Newest *NewestBuild `baseline:"newest"` // nil: not known
}

// BuildFloor is what a node's updates have to fix: the vulnerabilities of a table, and
// whatever else a site's least build stands for.
type BuildFloor struct {
	Requirement
	Min      Build    `baseline:"min,required=min|vulnerabilities"` // zero: none besides the table's
	Hotpatch Hotpatch `baseline:"hotpatch,aside"`
	// Vulnerabilities are sorted by their first CVE. Of a baseline for one build they
	// are those that have a fix for it, with no other fix.
	Vulnerabilities []Vulnerability `baseline:"vulnerabilities,keyed,required=min|vulnerabilities,aside"`
	Not             []BadBuilds     `baseline:"not,aside"`
	// Rollups are the monthly rollups of a Windows whose updates do not raise the
	// revision, in the order in which each replaces the one before it.
	Rollups []Update `baseline:"rollups,aside"`
	// Embedded says that embedded baselines alone wrote the severity. What a site's file
	// or an overlay wrote counts in place of the severities of the table.
	Embedded bool
}

// Hotpatch is the ladder of builds that are reached without a restart. Their
// revisions stay below that of the cumulative update of the same month, so
// that one below the floor may carry what the floor is there for.
type Hotpatch struct {
	Builds []Build `baseline:"builds"` // below min and as good as it, in the order of the file
	// Complete is set when a build between those listed is known not to be one of
	// them; else it decides nothing.
	Complete bool `baseline:"complete"`
}

// NewestBuild is the newest build that the baseline knows of. It ages: a node
// that is ahead of it shows a baseline that is due for review.
type NewestBuild struct {
	Requirement
	Known Build     `baseline:"known,required,ofbuild"` // zero in a baseline for builds of which none is known
	AsOf  time.Time `baseline:"as_of,required,ofbuild"` // up to when updates were looked at, a date, UTC
}
