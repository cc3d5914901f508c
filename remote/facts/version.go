package facts

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Version is a Windows file version: major, minor, build, revision.
type Version [4]int

// ParseVersion reads "6.1.7601.21928". Text after a blank, as in
// "6.1.7601.17514 (win7sp1_rtm.101119-1850)", is not part of the version.
func ParseVersion(s string) (Version, error) {
	var v Version
	number, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	parts := strings.Split(number, ".")
	if len(parts) != len(v) {
		return v, fmt.Errorf("file version %q has not four numbers", s)
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return Version{}, fmt.Errorf("file version %q: %q is not a number from 0 to 65535", s, p)
		}
		v[i] = int(n)
	}
	return v, nil
}

// String gives the form that ParseVersion reads.
func (v Version) String() string {
	return fmt.Sprintf("%d.%d.%d.%d", v[0], v[1], v[2], v[3])
}

// Compare orders versions number by number. It means something only for two
// versions of the same servicing branch.
func (v Version) Compare(w Version) int {
	for i := range v {
		if c := cmp.Compare(v[i], w[i]); c != 0 {
			return c
		}
	}
	return 0
}

// Branch is a servicing branch: files of different branches are not comparable.
type Branch string

// Servicing branches of Windows 6.x files.
const (
	GDR           Branch = "gdr" // general distribution
	LDR           Branch = "ldr" // limited distribution, hotfixes
	UnknownBranch Branch = ""    // the single branch after October 2016, or something else
)

// Branch recognises the servicing branch by the first two digits of the revision:
// 16, 17, 18 are GDR and 20, 21, 22 are LDR. Source: Microsoft's support
// diagnostics (utils_CTS.ps1, CheckMinimalFileVersion), which treats every
// other revision as good; here it is a branch that nothing compares with.
func (v Version) Branch() Branch {
	switch v[3] / 1000 {
	case 16, 17, 18:
		return GDR
	case 20, 21, 22:
		return LDR
	}
	return UnknownBranch
}
