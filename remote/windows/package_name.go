package windows

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// PackageName is the name of a key below Component Based Servicing\Packages
// that stands for an update. Exactly one of KB and Rollup is set.
type PackageName struct {
	KB      string // "KB2552040"
	Rollup  string // "RollupFix", "DotNetRollup_481": cumulative updates are not named by KB
	Member  int    // n of Package_n_for_..., 0 for the package as a whole
	Suffix  string // "RTM", "SP1" or empty
	Version string // "6.1.1.3"; of a RollupFix build.UBR and two more numbers
}

// packageName admits no character that a shell would interpret: the names are
// put into commands.
var packageName = regexp.MustCompile(`(?i)^Package(?:_([0-9]{1,6}))?_for_(KB[0-9]+|RollupFix|DotNetRollup(?:_[0-9]+)*)(?:_([a-z0-9_]+))?` +
	`~[0-9a-f]{16}~[a-z0-9]*~[a-z0-9-]*~([0-9]+(?:\.[0-9]+)*)$`)

// ParsePackageName reads a name such as
// Package_1_for_KB2552040_SP1~31bf3856ad364e35~amd64~~6.1.1.3.
func ParsePackageName(name string) (PackageName, error) {
	m := packageName.FindStringSubmatch(name)
	if m == nil {
		return PackageName{}, fmt.Errorf("%q is not the name of an update's package", name)
	}
	p := PackageName{Suffix: m[3], Version: m[4]}
	if m[1] != "" {
		p.Member, _ = strconv.Atoi(m[1]) // at most six digits
	}
	if !strings.EqualFold(m[2][:2], "KB") {
		p.Rollup = m[2]
		return p, nil
	}
	kb, ok := NormalizeKB(m[2])
	if !ok {
		return PackageName{}, fmt.Errorf("%q names no KB id", name)
	}
	p.KB = kb
	return p, nil
}
