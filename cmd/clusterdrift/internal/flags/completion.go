package flags

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/baselines"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/config"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/formats"
)

// What the shell offers comes from the program and from files, never from the
// network: pressing a key must not log on to a node.

// CompleteAll sets for all commands what the values of their flags may be. A
// flag that is not named here takes a file, or whatever the user likes.
func CompleteAll(root *cobra.Command) {
	byName := map[string]cobra.CompletionFunc{
		"baseline": func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			names, directive := BaselineNames(c, args, word)
			return append([]string{cobra.CompletionWithDesc(baselines.Auto, "the embedded one for the node's OS")}, names...), directive
		},
		"with":            overlayNames,
		"only":            requirementNames,
		"skip":            requirementNames,
		"output":          reportFormats,
		"fail-on":         Words(severityNames()...),
		"probe":           Words(probeNames()...),
		"moment":          Words(momentNames()...),
		"auth":            Words("ntlm", "kerberos", "certificate", "basic"),
		"transport":       Words("http", "https"),
		"story":           Words("field-report", "quorum"),
		"tls-min":         Words("1.0", "1.1", "1.2", "1.3"),
		"concurrency":     Words(autoWord),
		"lanes":           Words(laneWords()...),
		"dir":             Directories,
		"trace":           Directories,
		"inventory":       YAMLFiles,
		"waivers":         YAMLFiles,
		"incidents":       JSONFiles,
		"notify":          YAMLFiles,
		"access":          YAMLFiles,
		"listen":          cobra.NoFileCompletions,
		"new-since":       Results,
		config.FileFlag:   YAMLFiles,
		"namespace":       Words("root/cimv2", "root/MSCluster"),
		"user":            cobra.NoFileCompletions,
		"scope":           cobra.NoFileCompletions,
		"older-than":      cobra.NoFileCompletions,
		"cluster-name":    cobra.NoFileCompletions,
		"allow-env":       cobra.NoFileCompletions,
		"max-members":     cobra.NoFileCompletions,
		"max-age":         cobra.NoFileCompletions,
		"remind":          cobra.NoFileCompletions,
		"wait":            cobra.NoFileCompletions,
		"jitter":          cobra.NoFileCompletions,
		"drop":            cobra.NoFileCompletions,
		"sink":            cobra.NoFileCompletions,
		"realm":           cobra.NoFileCompletions,
		"spn":             cobra.NoFileCompletions,
		"tls-pin":         cobra.NoFileCompletions,
		"tls-server-name": cobra.NoFileCompletions,
	}
	for _, c := range append([]*cobra.Command{root}, cli.Descendants(root)...) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if complete, ok := byName[f.Name]; ok {
				Complete(c, f.Name, complete)
			}
		})
	}
}

// Complete sets what the values of a flag may be, unless the command has
// said so itself.
func Complete(c *cobra.Command, flag string, complete cobra.CompletionFunc) {
	// The only errors are a flag that is not there and one that is set already.
	_ = c.RegisterFlagCompletionFunc(flag, WithPrefix(complete))
}

// WithPrefix offers only what begins with the word that is being typed; not every
// shell leaves out the rest.
func WithPrefix(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		all, directive := complete(c, args, word)
		if directive&cobra.ShellCompDirectiveFilterFileExt != 0 {
			return all, directive // these are not words
		}
		return slices.DeleteFunc(slices.Clone(all), func(w string) bool { return !strings.HasPrefix(w, word) }), directive
	}
}

// Words offers the words and no files.
func Words(all ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(all, cobra.ShellCompDirectiveNoFileComp)
}

// Directories offers folders.
func Directories(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// YAMLFiles offers files with the ending of YAML.
func YAMLFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// JSONFiles offers files with the ending of JSON.
func JSONFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"json"}, cobra.ShellCompDirectiveFilterFileExt
}

// Results offers files with the ending of JSON, and names of runs once the word begins
// like one. It looks into no history.
func Results(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if word != "" && strings.HasPrefix(lastRun, word) {
		return []string{lastRun, lastRun + "~1"}, cobra.ShellCompDirectiveDefault
	}
	return JSONFiles(c, args, word)
}

// FirstArgOnly offers something for the first argument alone.
func FirstArgOnly(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return UpTo(1, complete)
}

// UpTo offers something for so many arguments, and nothing for those after them.
func UpTo(most int, complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return WithPrefix(complete)(c, args, word)
	}
}

// BaselineNames offers the embedded baselines and overlays, and files.
func BaselineNames(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, name := range baselines.Names() {
		if b, err := baselines.Load(name); err == nil {
			names = append(names, cobra.CompletionWithDesc(name, b.Title))
		}
	}
	overlays, directive := overlayNames(c, args, word)
	return append(names, overlays...), directive
}

func overlayNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, o := range baselines.Overlays() {
		names = append(names, cobra.CompletionWithDesc(o.Name, o.Title))
	}
	return names, cobra.ShellCompDirectiveDefault
}

// requirementNames are the families, and the ids of the embedded baselines once the
// family is typed. Several are parted by commas.
func requirementNames(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	last := strings.LastIndex(word, ",") + 1
	var names []string
	for _, name := range checks.Families() {
		names = append(names, word[:last]+name)
	}
	if strings.Contains(word[last:], "/") {
		names = nil
		for _, id := range embeddedIDs() {
			names = append(names, word[:last]+id)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// embeddedIDs are those of all embedded baselines.
func embeddedIDs() []string {
	var all []*baselines.Baseline
	for _, name := range baselines.Names() {
		if b, err := baselines.Load(name); err == nil {
			all = append(all, b)
		}
	}
	return idsOf(all)
}

// reportFormats are followed by a file or by nothing.
func reportFormats(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	if strings.Contains(word, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return append(formats.Names(), foldersWanted("=")...), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// foldersWanted are the formats that are folders of files, with what must follow each.
func foldersWanted(suffix string) []string {
	var all []string
	for _, name := range formats.DirectoryNames() {
		all = append(all, name+suffix)
	}
	return all
}

// NodeNames offers the nodes of the inventory that are not yet arguments.
func NodeNames(t term.Terminal, flags *Nodes) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, n := range flags.listed(c, args, word, t) {
			if !slices.Contains(args, n.Name) {
				names = append(names, cobra.CompletionWithDesc(n.Name, n.Cluster))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
