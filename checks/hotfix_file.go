package checks

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks/wording"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// fileSays is what a file's version says of a fix.
type fileSays int

const (
	fileOpen  fileSays = iota // nothing: the fix may or may not be in it
	fileHas                   // the fix is in it
	fileLacks                 // the fix is not in it
)

// floorResult is one file compared with one floor.
type floorResult struct {
	floor    baselines.FileFloor
	says     fileSays
	text     string    // a clause for the reason
	open     facts.Gap // what is missing; only with fileOpen
	short    string    // "clussvc.exe 6.1.7601.22000"
	unread   bool      // the version is not known; only with fileOpen
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
	if r.open = files.Gap(what, len(files.Found)); !r.open.IsZero() {
		return r
	}
	file, missing := findFile(files, floor.Path)
	if !missing.IsZero() {
		r.open = missing
		return r
	}
	r.short = wording.BaseName(floor.Path) + " " + file.Version
	r.evidence = observed(files.Section, "%s %s", file.Path, file.Version)
	v, err := facts.ParseVersion(file.Version)
	if err != nil {
		r.open = facts.GapWrongType.Of(what + ", which could not be read")
		return r
	}
	r.unread = false
	r.says, r.text, r.open = compareVersion(v, floor)
	return r
}

// compareVersion places a version against the floor of its own servicing
// branch. Numbers of different branches or of different Windows versions do not
// compare: every LDR number is above every GDR number. A version between the last one
// known to lack the fix and the first one known to have it decides nothing: other
// updates shipped the file in between, and files of a branch are cumulative.
func compareVersion(v facts.Version, floor baselines.FileFloor) (says fileSays, text string, open facts.Gap) {
	var bounds baselines.BranchFloor
	branch := branchOf(v)
	switch branch {
	case facts.LDR:
		bounds = floor.LDR
	case facts.GDR:
		bounds = floor.GDR
	}
	file := wording.BaseName(floor.Path) + " " + v.String()
	name := "the " + strings.ToUpper(string(branch)) + " branch"
	with, hasWith := bound(bounds.With, v)
	without, hasWithout := bound(bounds.Without, v)
	confirmed := floor.Provenance != baselines.Unconfirmed
	switch {
	case !hasWith && !hasWithout:
		return fileOpen, "", facts.GapNoBaseline.Of("a known floor for " + file + ", whose servicing branch has none")
	case hasWith && v.Compare(with) >= 0 && confirmed:
		return fileHas, file + " is at or above " + bounds.With + ", the floor of " + name, facts.Gap{}
	case hasWith && v.Compare(with) >= 0:
		return fileOpen, "", facts.GapUnconfirmed.Of("confirmation that " + file + " carries the fix")
	case hasWithout && v.Compare(without) <= 0 && confirmed:
		return fileLacks, file + " is not above " + bounds.Without + ", which lacks the fix in " + name, facts.Gap{}
	case hasWithout && v.Compare(without) <= 0:
		return fileOpen, "", facts.GapUnconfirmed.Of("confirmation that " + file + " lacks the fix")
	}
	return fileOpen, "", facts.GapUndecided.Of("whether " + file + " carries the fix: " + knownVersions(bounds, hasWithout, hasWith) + " in " + name)
}

// knownVersions says between which versions the fix came.
func knownVersions(b baselines.BranchFloor, hasWithout, hasWith bool) string {
	switch {
	case !hasWith:
		return "it came after " + b.Without
	case !hasWithout:
		return "it came by " + b.With
	}
	return "it came after " + b.Without + " and by " + b.With
}

// branchOf is the servicing branch of a version. Files of Windows Server 2008 R2 SP1
// numbered 23xxx are of the LDR branch, for which facts.Version.Branch has no rule:
// 6.1.7601.23338, 23403, 23537 and 23755 call themselves win7sp1_ldr in their version
// resources (public listings of explorer.exe, cmd.exe, runas.exe, rundll32.exe).
func branchOf(v facts.Version) facts.Branch {
	if v[2] == facts.Build2008R2SP1 && v[3]/1000 == 23 {
		return facts.LDR
	}
	return v.Branch()
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

// findFile looks up a file, or says why its version is not known.
func findFile(files facts.Files, path string) (found facts.File, missing facts.Gap) {
	what := "the version of " + path
	missing = facts.GapLeftOut.Of(what + ", which the node did not return")
	for _, f := range files.Found {
		switch {
		case !strings.EqualFold(f.Path, path):
		case !missing.IsZero():
			found, missing = f, facts.Gap{}
		case f.Version != found.Version:
			return found, facts.GapContradiction.Of(what + ", of which the node gives two")
		}
	}
	return found, missing
}
