package report_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// binding is a variable from one place of a function to another.
type binding struct {
	name     string
	closed   bool // it is a cluster straight from a list
	from, to token.Pos
}

// bindings are those of a function that ranges, short declarations and parameters make.
func bindings(f ast.Node) []binding {
	var all []binding
	var within []ast.Node
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			within = within[:len(within)-1]
			return true
		}
		within = append(within, n)
		switch n := n.(type) {
		case *ast.RangeStmt:
			if v, ok := n.Value.(*ast.Ident); ok {
				all = append(all, binding{v.Name, isClusters(n.X), n.Body.Pos(), n.End()})
			}
		case *ast.AssignStmt:
			for i, x := range n.Lhs {
				if v, ok := x.(*ast.Ident); ok && n.Tok == token.DEFINE {
					all = append(all, binding{v.Name, isOfClusters(n.Rhs[min(i, len(n.Rhs)-1)]), n.End(), within[len(within)-2].End()})
				}
			}
		case *ast.FuncLit:
			for _, p := range n.Type.Params.List {
				for _, v := range p.Names {
					all = append(all, binding{v.Name, false, n.Body.Pos(), n.End()})
				}
			}
		}
		return true
	})
	return all
}

// unopened has the places of a function that read Findings of a cluster straight from a
// list of clusters: X.Clusters[i].Findings, or those of a variable that ranges over
// X.Clusters or is set to one of them. A function that looks at Packed itself has none.
func unopened(f ast.Node) []token.Pos {
	known := bindings(f)
	isClosed := func(v *ast.Ident) bool {
		var of binding
		for _, b := range known {
			if b.name == v.Name && b.from <= v.Pos() && v.Pos() < b.to && b.from > of.from {
				of = b
			}
		}
		return of.closed
	}
	var all []token.Pos
	aware := false
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "Findings" {
			aware = aware || ok && s.Sel.Name == "Packed"
			return true
		}
		if v, ok := s.X.(*ast.Ident); ok && isClosed(v) || isOfClusters(s.X) {
			all = append(all, s.Pos())
		}
		return true
	})
	if aware {
		return nil
	}
	return all
}

func isClusters(x ast.Expr) bool {
	s, ok := x.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Clusters"
}

func isOfClusters(x ast.Expr) bool {
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = u.X
	}
	i, ok := x.(*ast.IndexExpr)
	return ok && isClusters(i.X)
}

// Findings of a result that is packed are read with Each, Edit or Open alone: elsewhere
// there seem to be none.
func TestFindingsAreOpened(t *testing.T) {
	mayRead := map[string]string{
		"report/record":           "its documents have findings, and are never packed",
		"report/internal/fixture": "it makes results",
		"report/diff":             "its Diff has changes by this name",
		"report/diff/print":       "it prints a Diff",
		"report/past/changes.go":  "its d is a Diff",

		"report/merged_machines.go": "Merged has opened the clusters",
	}
	read := 0
	for _, root := range []string{".", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			name := filepath.ToSlash(filepath.Join("report", path))
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || mayRead[name] != "" || mayRead[name[:strings.LastIndex(name, "/")]] != "" {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
					read++
					for _, at := range unopened(f.Body) {
						t.Errorf("%s reads the findings of a cluster that may be packed: range over Each, or Open it", files.Position(at))
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 500 {
		t.Errorf("%d functions were read", read)
	}
}

// The test above finds what it is for.
func TestUnopened(t *testing.T) {
	for body, want := range map[string]int{
		`for _, c := range r.Clusters { use(c.Findings) }`:                                                 1,
		`for i := range r.Clusters { use(r.Clusters[i].Findings) }`:                                        1,
		`for i := range r.Clusters { c := &r.Clusters[i]; use(c.Findings) }`:                               1,
		`for _, c := range r.Clusters { r.Edit(func(c *Cluster) { use(c.Findings) }); use(c.Name) }`:       0,
		`for _, c := range r.Each() { use(c.Findings) }; for _, c := range r.Clusters { use(c.Findings) }`: 1,
		`for _, c := range r.Clusters { c := c.Open(); use(c.Findings) }`:                                  0,
		`c := r.Clusters[0]; use(len(c.Findings))`:                                                         1,
		`for _, c := range r.Each() { use(c.Findings) }`:                                                   0,
		`use(r.Clusters[0].Open().Findings)`:                                                               0,
		`for _, c := range r.Clusters { use(c.Open().Findings, c.Name) }`:                                  0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc f() {"+body+"}", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := unopened(file.Decls[0]); len(got) != want {
			t.Errorf("%s: %d, want %d", body, len(got), want)
		}
	}
}
