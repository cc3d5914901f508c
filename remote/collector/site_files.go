package collector

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// controlFile is a file that every Windows has: while a query does not show it, it
// does not show that another file is missing.
const controlFile = `%SystemRoot%\System32\ntoskrnl.exe`

// siteFilePath is a file of a site's requirement, with its path on the node, or why
// that is not known.
type siteFilePath struct {
	file    *observe.File
	path    string
	problem *facts.Problem
}

// siteFilePaths finds out the paths of the files.
func (c *collection) siteFilePaths(ctx context.Context) []siteFilePath {
	folders := map[string]folder{}
	var all []siteFilePath
	for _, f := range siteOf(c.request, siteFile) {
		path, problem := c.siteFilePath(ctx, f.Path, folders)
		all = append(all, siteFilePath{f, path, problem})
	}
	return all
}

// folder is the value of a variable, or why it is not known.
type folder struct {
	path    string
	problem *facts.Problem
}

var variable = regexp.MustCompile(`^%([^%]+)%`)

// siteFilePath puts a folder of the node in place of the variable at the beginning
// of a path. Each variable is looked up once.
func (c *collection) siteFilePath(ctx context.Context, path string, known map[string]folder) (string, *facts.Problem) {
	m := variable.FindStringSubmatch(path)
	if m == nil {
		return path, nil
	}
	name := strings.ToLower(m[1])
	if _, ok := known[name]; !ok {
		known[name] = c.folder(ctx, name)
	}
	f := known[name]
	if f.problem == nil && !windowsDir.MatchString(f.path+`\x`) {
		f.problem = notCredible("the node gives no usable folder for the variable %s", m[0])
	}
	return f.path + path[len(m[0]):], f.problem
}

// folder is what a variable stands for on the node.
func (c *collection) folder(ctx context.Context, name string) folder {
	switch name {
	case "systemroot":
		return folder{path: c.node.OS.WindowsDir}
	case "programfiles":
		return c.folderOf(ctx, remote.KeyWindows, remote.ValueProgramFiles)
	case "programfiles(x86)":
		return c.folderOf(ctx, remote.KeyWindows, remote.ValueProgramFiles32)
	case "commonprogramfiles":
		return c.folderOf(ctx, remote.KeyWindows, remote.ValueCommonFiles)
	case "programdata":
		return c.folderOf(ctx, remote.KeyProfileList, remote.ValueProgramData)
	}
	return folder{problem: &facts.Problem{Kind: string(remote.Refused), Message: "the variable %" + name + "% is not one that is looked up"}}
}

func (c *collection) folderOf(ctx context.Context, key, value string) folder {
	path, err := ask(c, func() (string, error) { return c.session.RegistryText(ctx, key, value) })
	if err != nil {
		return folder{problem: remote.Problem(err)}
	}
	return folder{path: strings.TrimRight(path, `\`)}
}

// siteFilesRead keeps what a query says of the files. It had the control file among them.
func (c *collection) siteFilesRead(files []siteFilePath, rows []remote.Row, head facts.Section) {
	control, problem := c.expand([]string{controlFile})
	for _, f := range files {
		o := facts.Observed{Section: head}
		found := rowsNamed(rows, f.path)
		switch {
		case f.problem != nil:
			o = c.siteFailed("CIM_DataFile", f.problem)
		case head.State != facts.Collected:
		case len(found) > 1 && !alike(found):
			o = c.siteFailed(head.Source, notCredible("there are %d different rows for %s", len(found), quote(f.path)))
		case len(found) > 0:
			o = c.siteVersion(head.Source, found[0])
		case problem != nil || len(rowsNamed(rows, control[0])) == 0:
			o = c.siteFailed(head.Source, notCredible("there is no row for %s, which every Windows has", controlFile))
		default:
			o = c.siteAbsent(head.Source)
		}
		c.keep(observe.Target{File: f.file}, o)
	}
}

func (c *collection) siteVersion(source string, row remote.Row) facts.Observed {
	version, ok := row.Text("Version")
	if !ok || version == "" {
		return c.siteFailed(source, notCredible("the file is there, and has no version"))
	}
	return c.siteRead(source, facts.Datum{Text: &version})
}

// rowsNamed are the rows of one file.
func rowsNamed(rows []remote.Row, path string) []remote.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r remote.Row) bool {
		name, _ := r.Text("Name")
		return !strings.EqualFold(name, path)
	})
}
