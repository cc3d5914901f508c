package collector

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

const hotfixQuery = "SELECT HotFixID,Description,InstalledOn FROM Win32_QuickFixEngineering"

// hotfixes reads the list of installed updates.
func (c *collection) hotfixes(ctx context.Context) {
	rows, head := c.query(ctx, cimv2, hotfixQuery)
	h := facts.Hotfixes{Section: head}
	for _, r := range rows {
		text, _ := r.Text("HotFixID")
		id, ok := windows.NormalizeKB(text)
		if !ok {
			continue
		}
		fix := facts.Hotfix{ID: id}
		fix.Description, _ = r.Text("Description")
		fix.InstalledOn, _ = r.Text("InstalledOn")
		h.Installed = append(h.Installed, fix)
	}
	if len(rows) > 0 && len(h.Installed) == 0 {
		h.Section = c.failed(hotfixQuery, notCredible("none of %d rows has a KB id", len(rows)))
	}
	slices.SortStableFunc(h.Installed, func(a, b facts.Hotfix) int { return strings.Compare(a.ID, b.ID) })
	h.Installed = slices.CompactFunc(h.Installed, func(a, b facts.Hotfix) bool { return a.ID == b.ID })
	c.node.Hotfixes = h
}

// files reads versions of files, those of a site's requirements in the same query.
func (c *collection) files(ctx context.Context) {
	asked, site := c.request.Files, c.siteFilePaths(ctx)
	paths, problem := c.expand(asked)
	names := slices.Clone(paths)
	for _, f := range site {
		if f.problem == nil {
			names = append(names, f.path)
		}
	}
	if len(names) > len(paths) {
		control, _ := c.expand([]string{controlFile}) // without a Windows folder none is found
		names = append(names, control...)
	}
	if len(names) > 0 {
		c.filesNamed(ctx, asked, paths, names, site)
	} else {
		c.siteFilesRead(site, nil, facts.Section{})
	}
	if problem != nil && len(asked) > 0 {
		c.node.Files = facts.Files{Section: c.failed(fileColumns+"...", problem), Asked: asked}
	}
}

const fileColumns = "SELECT Name,Version,FileSize FROM CIM_DataFile WHERE "

// filesNamed asks by exact path; a search by folder takes WMI minutes.
func (c *collection) filesNamed(ctx context.Context, asked, paths, names []string, site []siteFilePath) {
	wql := fileColumns + nameIs(names)
	rows, head := c.query(ctx, cimv2, wql)
	c.siteFilesRead(site, rows, head)
	if len(asked) == 0 {
		return
	}
	f := facts.Files{Asked: asked}
	for i, path := range paths {
		if found := rowsNamed(rows, path); len(found) > 0 {
			f.Found = append(f.Found, readFile(asked[i], found[0]))
		}
	}
	f.Section = head
	if head.State == facts.Collected && len(f.Found) == 0 { // whatever a site's files say
		_, f.Section = c.answered(wql, nil, nil)
	}
	c.node.Files = f
}

func readFile(asked string, r remote.Row) facts.File {
	f := facts.File{Path: asked}
	f.Version, _ = r.Text("Version")
	size, _ := r.Text("FileSize")
	f.Size, _ = strconv.ParseInt(size, 10, 64)
	return f
}

var (
	windowsDir = regexp.MustCompile(`^[A-Za-z]:(\\[^\\/:*?"<>|%]+)+$`)
	systemRoot = regexp.MustCompile(`(?i)^%(?:SystemRoot|windir)%`)
)

// expand replaces %SystemRoot%, which WMI does not know, by the node's own.
func (c *collection) expand(paths []string) ([]string, *facts.Problem) {
	root := c.node.OS.WindowsDir
	if !windowsDir.MatchString(root) {
		return nil, notCredible("the node gives no usable WindowsDirectory, so file paths are not known")
	}
	expanded := make([]string, len(paths))
	for i, p := range paths {
		expanded[i] = systemRoot.ReplaceAllLiteralString(p, root)
		if strings.Contains(expanded[i], "%") {
			return nil, &facts.Problem{Kind: string(remote.Refused), Message: "the path " + p + " has a variable other than %SystemRoot%"}
		}
	}
	return expanded, nil
}
