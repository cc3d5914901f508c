package main

import (
	"runtime"
	"runtime/debug"

	"github.com/clusterdrift/clusterdrift/report"
)

// version, commit and date are set when a release is built; date is that of the
// commit, in RFC 3339 and UTC.
var version, commit, date string

// build is what is known of how the program was built.
type build struct {
	Version  string `json:"version"`            // "1.4.0", or "(devel)"
	Commit   string `json:"commit,omitempty"`   // 40 hex digits
	Date     string `json:"date,omitempty"`     // of the commit, RFC 3339, UTC
	Modified bool   `json:"modified,omitempty"` // built from files that are not those of the commit
	Go       string `json:"go"`                 // "go1.26.8"
	Platform string `json:"platform"`           // "linux/amd64"
}

// thisBuild is that of the running program.
func thisBuild() build {
	info, _ := debug.ReadBuildInfo()
	return newBuild(build{Version: version, Commit: commit, Date: date}, info)
}

// newBuild completes what a release has set by what the Go toolchain has noted. What was
// noted of the files and what a release says are never mixed: the commit of one with the
// changes of the other would be wrong.
func newBuild(release build, info *debug.BuildInfo) build {
	b := release
	b.Go, b.Platform = runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH
	if info != nil && b.Version == "" {
		b.Version = info.Main.Version
	}
	if info != nil && b.Commit == "" {
		b.Date = ""
		b.addNoted(info.Settings)
	}
	if b.Version == "" {
		b.Version = "(devel)"
	}
	return b
}

// addNoted takes what the toolchain noted of the files that it built from.
func (b *build) addNoted(settings []debug.BuildSetting) {
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
}

// tool is what reports say of this program.
func tool() report.Tool { return report.Tool{Name: "clusterdrift", Version: toolVersion()} }

// toolVersion is the release, or what the Go toolchain knows of the build.
func toolVersion() string { return thisBuild().Version }
