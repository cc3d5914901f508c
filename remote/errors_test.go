package remote

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

func kinds() []Kind {
	return []Kind{Unreachable, TLSFailed, AuthRefused, KDCRefused, AuthFailed, NotTried, NotSealed, AccessDenied, NotFound, Fault, Quota, Timeout, TooBig, Malformed, Refused, Interrupted}
}

// TestCauseIsNotShown: an error without words of its own says no word of a
// library.
func TestCauseIsNotShown(t *testing.T) {
	cause := errors.New("bytes of a key: [1 2 3]")
	for _, k := range kinds() {
		e := &Error{Kind: k, Op: "read", Err: cause}
		for _, text := range []string{e.Error(), Problem(e).Message, Problem(e).Hint} {
			if strings.Contains(text, "bytes") || e.Error() == "read: " {
				t.Errorf("%s: %q", k, text)
			}
		}
		if !errors.Is(e, cause) {
			t.Errorf("%s: the cause is lost", k)
		}
	}
	if p := Problem(cause); strings.Contains(p.Message, "bytes") || p.Message == "" || p.Kind != string(Malformed) {
		t.Errorf("an error of a library: %+v", p)
	}
}

// fromParsers is where errors of package windows become texts: those are in its
// own words.
const fromParsers = "collector/section.go"

// TestNoTextIsMadeOfACause reads the sources of the package and of those that read
// nodes with it: no Text or Hint of an Error, and no Message of a Problem, is made
// of what an error says.
func TestNoTextIsMadeOfACause(t *testing.T) {
	texts := 0
	for _, dir := range []string{".", "fleet", "collector", "doctor"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") && filepath.ToSlash(file) != fromParsers {
				texts += checkTexts(t, file)
			}
		}
	}
	if texts < 100 {
		t.Errorf("only %d texts were found", texts)
	}
}

// checkTexts returns how many texts it has looked at.
func checkTexts(t *testing.T, file string) int {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	check := func(value ast.Expr) {
		texts++
		if call := saysError(value); call != nil {
			t.Errorf("%s: a text is made of an error, which may be a library's", set.Position(call.Pos()))
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr: // Error{Text: ...}
			if key, ok := n.Key.(*ast.Ident); ok && isText(key.Name) {
				check(n.Value)
			}
		case *ast.AssignStmt: // e.Text, e.Hint = ...
			for i, left := range n.Lhs {
				if s, ok := left.(*ast.SelectorExpr); ok && isText(s.Sel.Name) && len(n.Rhs) == len(n.Lhs) {
					check(n.Rhs[i])
				}
			}
		}
		return true
	})
	return texts
}

func isText(name string) bool { return name == "Text" || name == "Hint" || name == "Message" }

// saysError finds a call of Error on anything, or an error that is formatted.
func saysError(value ast.Expr) (found ast.Node) {
	ast.Inspect(value, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return found == nil
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return found == nil
		}
		if s.Sel.Name == "Error" && len(call.Args) == 0 {
			found = call
		}
		for _, arg := range call.Args {
			if id, ok := arg.(*ast.Ident); ok && strings.HasPrefix(s.Sel.Name, "Sprint") && (id.Name == "err" || id.Name == "cause") {
				found = call
			}
		}
		return found == nil
	})
	return found
}
