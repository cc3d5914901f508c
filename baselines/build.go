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

// BuildFloor is the least build that a node may be at.
type BuildFloor struct {
	Requirement
	// Min is the zero Build in a baseline for builds of which none is known.
	Min      Build    `baseline:"min,required,ofbuild"`
	Hotpatch Hotpatch `baseline:"hotpatch"`
}

// Hotpatch is the ladder of builds that are reached without a restart. Their
// revisions stay below that of the cumulative update of the same month, so
// that one below the floor may carry what the floor is there for.
type Hotpatch struct {
	Builds []Build `baseline:"builds"` // below the floor and as good as it, in the order of the file
	// Complete is set when a build between those listed is known not to be one of
	// them; else it decides nothing.
	Complete bool `baseline:"complete"`
}

// NewestBuild is the newest build that the baseline knows of. It ages: a node
// that is ahead of it shows a baseline that is due for review.
type NewestBuild struct {
	Requirement
	Known Build     `baseline:"known,required,ofbuild"` // zero as BuildFloor.Min
	AsOf  time.Time `baseline:"as_of,required,ofbuild"` // up to when updates were looked at, a date, UTC
}
