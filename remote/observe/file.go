package observe

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var drive = regexp.MustCompile(`^[A-Za-z]:$`)

// shortName is the second name of a file in the 8.3 form. WMI answers with the first
// one, so that a file that is there would look absent.
var shortName = regexp.MustCompile(`^[^.]{1,6}~[0-9]{1,6}(\.[^.]{0,3})?$`)

// normal is the file with its path in one spelling.
func (f File) normal() (*File, error) {
	if f.Property != "version" {
		return nil, refuse(quoted(f.Property)+" is not a property of files that can be read", "valid: version", "property")
	}
	first, rest, _ := strings.Cut(f.Path, `\`)
	folder, ok := among(folders, first)
	if drive.MatchString(first) {
		folder, ok = strings.ToUpper(first), true
	}
	if !ok {
		return nil, refuse(quoted(f.Path)+" is not a path that can be read", `begin it with a drive, C:\, or one of `+strings.Join(folders, ", "), "file")
	}
	names := []string{folder}
	for name := range strings.SplitSeq(rest, `\`) {
		if name == "" {
			continue
		}
		if !isFolder.MatchString(name) || strings.Trim(name, " ") != name || strings.HasSuffix(name, ".") {
			return nil, refuse(fmt.Sprintf("%s has a name that is not a folder or file: %s", quoted(f.Path), quoted(name)), `write the whole path, like %ProgramFiles%\Contoso\agent.exe`, "file")
		}
		if shortName.MatchString(name) {
			return nil, refuse(fmt.Sprintf("%s has a short name, which WMI does not look up: %s", quoted(f.Path), quoted(name)), "write the long name, as dir shows it", "file")
		}
		names = append(names, name)
	}
	if f.Path = strings.Join(names, `\`); len(names) < 2 || len(f.Path) > mostPathLength {
		return nil, refuse(quoted(f.Path)+" is not the path of a file", fmt.Sprintf(`write the whole path, like %%ProgramFiles%%\Contoso\agent.exe, in %d characters at most`, mostPathLength), "file")
	}
	return &f, nil
}

// normal is the events if all that goes into the query has its form.
func (e Events) normal() (*Events, error) {
	if !isEvent.MatchString(e.Channel) {
		return nil, refuse(quoted(e.Channel)+" is not the name of an event log", "write it like System", "events", "channel")
	}
	if !isEvent.MatchString(e.Provider) {
		return nil, refuse(quoted(e.Provider)+" is not the name of a source of events", "write it like disk", "events", "provider")
	}
	if like(deniedChannels, e.Channel) {
		return nil, refuse("events of the log "+e.Channel+" may hold secrets", "no file lifts this limit: leave the entry out", "events", "channel")
	}
	if len(e.IDs) == 0 || len(e.IDs) > mostEventIDs {
		return nil, refuse(fmt.Sprintf("%d numbers of events", len(e.IDs)), fmt.Sprintf("name 1 to %d", mostEventIDs), "events", "ids")
	}
	for i, id := range e.IDs {
		if id < 0 || id > 65535 {
			return nil, refuse(fmt.Sprintf("%d is not the number of an event", id), "write one from 0 to 65535", "events", "ids", strconv.Itoa(i))
		}
	}
	if e.Within < time.Minute || e.Within > mostDays*24*time.Hour {
		return nil, refuse("the window of events is not from 1 minute to 90 days", "write it like 7d", "events", "within")
	}
	if e.Most < 1 || e.Most > mostEvents {
		return nil, refuse(fmt.Sprintf("%d events", e.Most), fmt.Sprintf("read 1 to %d", mostEvents), "events", "most")
	}
	e.IDs = slices.Compact(slices.Sorted(slices.Values(e.IDs)))
	return &e, nil
}
