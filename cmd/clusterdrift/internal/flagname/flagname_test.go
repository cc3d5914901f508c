package flagname_test

import (
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/flagname"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

func TestInNode(t *testing.T) {
	hint := "Raise " + setting.MessageTimeout.String() + "."
	n := &facts.Node{Name: setting.Port.String(), Problem: &facts.Problem{Kind: "timeout", Message: "no answer", Hint: hint}}
	n.ClusterOf.Problem = &facts.Problem{Message: hint}
	got := flagname.InNode(n)
	if got.Problem.Hint != "Raise --message-timeout." || got.Problem.Kind != "timeout" || got.Problem.Message != "no answer" {
		t.Errorf("the node's problem: %+v", got.Problem)
	}
	if got.ClusterOf.Problem == nil || got.ClusterOf.Problem.Message != "Raise --message-timeout." {
		t.Errorf("a section's problem: %+v", got.ClusterOf.Problem)
	}
	if got.Name != n.Name || got.OS != n.OS {
		t.Errorf("more than problems was changed: %+v", got)
	}
	if n.Problem.Hint != hint || n.ClusterOf.Problem.Message != hint {
		t.Error("the node that was given has changed")
	}
}

func TestOf(t *testing.T) {
	for _, n := range setting.Names() {
		if f := flagname.Of(n); strings.ContainsAny(f, "_ ") || flagname.In("with "+n.String()+".") != "with "+f+"." {
			t.Errorf("%q: %q", n, f)
		}
	}
}
