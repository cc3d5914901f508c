package observe

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Error says which limit a target breaks.
type Error struct {
	Path    []string // to what breaks it, as a file writes it: "wql", "columns", "1"
	Message string
	Hint    string // what to do
}

func (e *Error) Error() string { return e.Message + "; " + e.Hint }

func refuse(message, hint string, path ...string) error {
	return &Error{Path: path, Message: message, Hint: hint}
}

// Normal returns the target in the one spelling that is asked for, or an *Error that
// says which limit it breaks. A normal target is normal again, and has the same ID.
func (t Target) Normal() (Target, error) {
	if t.kinds() != 1 {
		return Target{}, refuse("a target names one of registry, service, wql, file, events and cluster", "write one entry for each of several")
	}
	var err error
	switch {
	case t.Registry != nil:
		t.Registry, err = t.Registry.normal()
	case t.WQL != nil:
		t.WQL, err = t.WQL.normal()
	case t.File != nil:
		t.File, err = t.File.normal()
	case t.Events != nil:
		t.Events, err = t.Events.normal()
	case t.Service != "":
		if !isService.MatchString(t.Service) {
			err = refuse(quoted(t.Service)+" is not a service name", "write it like Dnscache", "service")
		}
	default:
		t.Cluster, err = clusterProperty(t.Cluster)
	}
	if err != nil {
		return Target{}, err
	}
	return t, nil
}

// kinds is how many fields are set.
func (t Target) kinds() int {
	n := 0
	for _, set := range []bool{t.Registry != nil, t.Service != "", t.WQL != nil, t.File != nil, t.Events != nil, t.Cluster != ""} {
		if set {
			n++
		}
	}
	return n
}

var (
	isService = whole(servicePattern)
	isWQLName = whole(wqlNamePattern)
	isEvent   = whole(eventPattern)
	isFolder  = whole(folderPattern)
)

func whole(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }

// among is the spelling of a name on a list.
func among(all []string, name string) (string, bool) {
	i := slices.IndexFunc(all, func(s string) bool { return strings.EqualFold(s, name) })
	if i < 0 {
		return "", false
	}
	return all[i], true
}

// like reports whether a name is one of the patterns, in which * stands for anything.
func like(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		parts := strings.Split(p, "*")
		for i, part := range parts {
			parts[i] = regexp.QuoteMeta(part)
		}
		return regexp.MustCompile(`(?i)^` + strings.Join(parts, ".*") + `$`).MatchString(name)
	})
}

// letters are the letters and digits of a name, in lower case: "Pass_word" is password.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' && r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// secretWord is a part of a name by which it may hold a secret.
func secretWord(words []string, name string) (string, bool) {
	name = letters(name)
	i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(name, w) })
	if i < 0 {
		return "", false
	}
	return words[i], true
}

// withoutWords is a name with a line where it has one of the words.
func withoutWords(name string, words []string) string {
	name = letters(name)
	for _, w := range words {
		name = strings.ReplaceAll(name, w, "|")
	}
	return name
}

// quoted is a text of a file as a message shows it, on one line and not too long.
func quoted(s string) string {
	const most = 80
	short := []rune(s)
	if len(short) > most {
		s = string(short[:most]) + "..."
	}
	return strings.ReplaceAll(strconv.Quote(s), `\\`, `\`)
}

func clusterProperty(property string) (string, error) {
	spelled, ok := among(clusterProperties, property)
	if !ok {
		return "", refuse(quoted(property)+" is not a property of the cluster that can be read", "write the name that MSCluster_Cluster has, like DynamicQuorumEnabled, or "+QuorumResourceType, "cluster")
	}
	return spelled, nil
}
