package inventory

import "strings"

// splitCache cuts the type off the name of a credential cache: "FILE:" or "DIR:", and a
// second colon where DIR names one cache of a folder. A name of another type has no path.
func splitCache(name string) (kind, path string) {
	kind, path, typed := strings.Cut(name, ":")
	switch {
	case !typed || len(kind) == 1: // one letter is a drive of Windows
		return "", name
	case strings.EqualFold(kind, "FILE"):
		return kind + ":", path
	case strings.EqualFold(kind, "DIR"):
		if one, ok := strings.CutPrefix(path, ":"); ok {
			return kind + "::", one
		}
		return kind + ":", path
	}
	return name, ""
}
