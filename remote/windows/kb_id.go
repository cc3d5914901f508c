package windows

import "regexp"

var kbID = regexp.MustCompile(`^(?i:KB)?([1-9][0-9]{4,7})$`)

// NormalizeKB spells an update's id "KB2552040", from "KB2552040", "kb2552040"
// or "2552040"; false for anything else, such as the "File 1" of systems older
// than Component Based Servicing.
func NormalizeKB(s string) (string, bool) {
	m := kbID.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	return "KB" + m[1], true
}
