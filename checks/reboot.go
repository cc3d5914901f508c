package checks

import (
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/remote/facts"
)

func needReboot(b *baselines.Baseline, r *facts.Request) {
	r.Reboot = r.Reboot || b.PendingReboot != nil
}

func rebootFindings(_ *evaluation, s Subject) []Finding {
	if s.Baseline.PendingReboot == nil {
		return nil
	}
	return []Finding{judgeRestart(s.Facts.Reboot).finding(*s.Baseline.PendingReboot, "no restart pending").wanting(boolOf(false))}
}

// judgeRestart lets servicing and Windows Update decide. A file that is to be
// renamed at the next restart is not a proof of an installation: virus scanners
// replace their definitions in the same way. What waits in one place decides,
// whatever could not be read of the others.
func judgeRestart(r facts.Reboot) verdict {
	missing := r.Gap("whether a restart is pending", len(r.Signals))
	var pending []string
	var unread []facts.Gap
	var seen []Evidence
	for _, name := range []string{facts.RebootCBS, facts.RebootWindowsUpdate, facts.RebootFileRename} {
		i := slices.IndexFunc(r.Signals, func(s facts.RebootSignal) bool { return s.Name == name })
		if i < 0 {
			unread = append(unread, facts.GapLeftOut.Of("whether "+waiting(name)+" has a restart pending"))
			continue
		}
		text := "has no restart pending"
		if r.Signals[i].Pending {
			pending, text = append(pending, name), "has a restart pending"
		}
		seen = append(seen, Evidence{Observed: waiting(name) + " " + text, Source: r.Signals[i].Source, At: r.At})
	}
	got := strings.Join(pending, ", ")
	switch {
	case slices.ContainsFunc(pending, func(name string) bool { return name != facts.RebootFileRename }):
		return drifted(got, "an installation is pending a restart, and what it replaced still runs", seen...).gotValue(boolOf(true))
	case !missing.IsZero():
		return unknown("it is not known whether a restart is pending", missing).with(seen...)
	case len(unread) > 0:
		return unknown("not every place was read where Windows notes a restart", unread[0], unread[1:]...).with(seen...)
	case len(pending) > 0:
		v := unknown("files wait to be renamed at the next restart, which alone does not prove an installation",
			facts.GapUndecided.Of("what scheduled the files to be renamed (PendingFileRenameOperations)")).with(seen...)
		v.got = got
		return v
	}
	return passed("none", "no restart is pending", seen...).gotValue(boolOf(false))
}

// waiting names what a signal stands for.
func waiting(signal string) string {
	switch signal {
	case facts.RebootCBS:
		return "the component store"
	case facts.RebootWindowsUpdate:
		return "Windows Update"
	}
	return "the renaming of files"
}
