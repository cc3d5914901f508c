package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// fileSays is what a file's version tells of a fix.
type fileSays int

const (
	fileOpen    fileSays = iota // nothing: the fix may or may not be in it
	fileHas                     // the fix is in it
	fileLacks                   // the fix is not in it
	fileBetween                 // older than certain, newer than impossible: the ids decide
)

// floorResult is one file compared with one floor.
type floorResult struct {
	floor    baselines.FileFloor
	says     fileSays
	text     string // for fileOpen what is missing, else a clause for the reason
	short    string // "clussvc.exe 6.1.7601.22000"
	unread   bool   // the version is not known; only with fileOpen
	evidence Evidence
}

func compareFiles(files facts.Files, floors []baselines.FileFloor) []floorResult {
	var results []floorResult
	for _, floor := range floors {
		results = append(results, compareFile(files, floor))
	}
	return results
}

func findFloor(results []floorResult, says fileSays) (floorResult, bool) {
	for _, r := range results {
		if r.says == says {
			return r, true
		}
	}
	return floorResult{}, false
}

func compareFile(files facts.Files, floor baselines.FileFloor) floorResult {
	r := floorResult{floor: floor, unread: true}
	what := "the version of " + floor.Path
	if r.text = files.Gap(what, len(files.Found)); r.text != "" {
		return r
	}
	file, ok := findFile(files, floor.Path)
	if !ok {
		r.text = what + ", which the node did not return"
		return r
	}
	r.short = wording.BaseName(floor.Path) + " " + file.Version
	r.evidence = observed(files.Section, "%s %s", file.Path, file.Version)
	v, err := facts.ParseVersion(file.Version)
	if err != nil {
		r.text = what + ", which could not be read"
		return r
	}
	r.unread = false
	r.says, r.text = compareVersion(v, floor)
	return r
}

// compareVersion places a version against the floor of its own servicing
// branch. Numbers of different branches or of different Windows versions do not
// compare: every LDR number is above every GDR number.
func compareVersion(v facts.Version, floor baselines.FileFloor) (fileSays, string) {
	var bounds baselines.BranchFloor
	switch v.Branch() {
	case facts.LDR:
		bounds = floor.LDR
	case facts.GDR:
		bounds = floor.GDR
	}
	file := wording.BaseName(floor.Path) + " " + v.String()
	branch := strings.ToUpper(string(v.Branch()))
	with, hasWith := bound(bounds.With, v)
	without, hasWithout := bound(bounds.Without, v)
	confirmed := floor.Provenance != baselines.Unconfirmed
	switch {
	case !hasWith && !hasWithout:
		return fileOpen, "a known floor for " + file + ", whose servicing branch has none"
	case hasWith && v.Compare(with) >= 0 && confirmed:
		return fileHas, file + " is at or above " + bounds.With + ", the floor of the " + branch + " branch"
	case hasWith && v.Compare(with) >= 0:
		return fileOpen, "confirmation that " + file + " carries the fix"
	case hasWithout && v.Compare(without) <= 0 && confirmed:
		return fileLacks, file + " is not above " + bounds.Without + ", which lacks the fix in the " + branch + " branch"
	case !hasWith && v.Compare(without) > 0:
		return fileOpen, "the version from which on " + wording.BaseName(floor.Path) + " carries the fix in the " + branch + " branch"
	}
	return fileBetween, file + " alone does not decide"
}

// bound reads one end of a floor, provided it is for the Windows version that
// the file belongs to.
func bound(s string, file facts.Version) (facts.Version, bool) {
	v, err := facts.ParseVersion(s)
	if err != nil || [3]int(v[:3]) != [3]int(file[:3]) {
		return facts.Version{}, false
	}
	return v, true
}

func findFile(files facts.Files, path string) (facts.File, bool) {
	for _, f := range files.Found {
		if strings.EqualFold(f.Path, path) {
			return f, true
		}
	}
	return facts.File{}, false
}
