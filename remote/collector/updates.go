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

// files reads versions of files.
func (c *collection) files(ctx context.Context) { c.node.Files = c.fileVersions(ctx) }

// fileVersions asks by exact path; a search by folder takes WMI minutes.
func (c *collection) fileVersions(ctx context.Context) facts.Files {
	const columns = "SELECT Name,Version,FileSize FROM CIM_DataFile WHERE "
	paths, problem := c.expand(c.request.Files)
	if problem != nil {
		return facts.Files{Section: c.failed(columns+"...", problem), Asked: c.request.Files}
	}
	rows, head := c.query(ctx, cimv2, columns+nameIs(paths))
	f := facts.Files{Section: head, Asked: c.request.Files}
	for i, path := range paths {
		for _, r := range rows {
			if name, _ := r.Text("Name"); strings.EqualFold(name, path) {
				f.Found = append(f.Found, readFile(f.Asked[i], r))
				break
			}
		}
	}
	return f
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
