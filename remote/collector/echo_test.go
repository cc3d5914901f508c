package collector

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// echoingNode is a node that sends back the password in each answer. What is left
// of them, here everything, is as a healthy node has it.
type echoingNode struct {
	*fakeNode
	echoes int
}

func (e *echoingNode) Echoes() int { return e.echoes }

func (e *echoingNode) Query(ctx context.Context, namespace, wql string) ([]remote.Row, error) {
	e.echoes++
	return e.fakeNode.Query(ctx, namespace, wql)
}

func (e *echoingNode) Run(ctx context.Context, cmds []remote.Command) ([]remote.Output, error) {
	outputs, err := e.fakeNode.Run(ctx, cmds)
	for i := range outputs {
		e.echoes++
		outputs[i].Masked = true
	}
	return outputs, err
}

func (e *echoingNode) RegistryKeys(ctx context.Context, key string) ([]string, error) {
	e.echoes++
	return e.fakeNode.RegistryKeys(ctx, key)
}

func (e *echoingNode) RegistryValues(ctx context.Context, key string) ([]string, error) {
	e.echoes++
	return e.fakeNode.RegistryValues(ctx, key)
}

func (e *echoingNode) RegistryDWORD(ctx context.Context, key, name string) (uint32, error) {
	e.echoes++
	return e.fakeNode.RegistryDWORD(ctx, key, name)
}

func (e *echoingNode) RegistryText(ctx context.Context, key, name string) (string, error) {
	e.echoes++
	return e.fakeNode.RegistryText(ctx, key, name)
}

func (e *echoingNode) ObservedKey(ctx context.Context, r observe.Registry) ([]remote.RegistryValue, error) {
	e.echoes++
	return e.fakeNode.ObservedKey(ctx, r)
}

func (e *echoingNode) ObservedValue(ctx context.Context, r observe.Registry) (facts.Datum, error) {
	e.echoes++
	return e.fakeNode.ObservedValue(ctx, r)
}

func (e *echoingNode) ObservedRows(ctx context.Context, q ...observe.WQL) ([]remote.Row, error) {
	e.echoes++
	return e.fakeNode.ObservedRows(ctx, q...)
}

func (e *echoingNode) ObservedClass(ctx context.Context, q observe.WQL) (bool, error) {
	e.echoes++
	return e.fakeNode.ObservedClass(ctx, q)
}

func collectEcho(t *testing.T, f *fakeNode) *facts.Node {
	t.Helper()
	n := &facts.Node{Name: "node1"}
	Collect(t.Context(), &echoingNode{fakeNode: f}, n, func(facts.OS) facts.Request { return fullRequest() }, leads, time.Now, nil)
	return n
}

// TestEchoIsNoEvidence: a section is failed that was made of masked answers, with
// and without a shell.
func TestEchoIsNoEvidence(t *testing.T) {
	noShell := healthyNode()
	noShell.failures = map[string]error{"run 1": &remote.Error{Kind: remote.AccessDenied, Text: "access denied"}}
	for name, f := range map[string]*fakeNode{"shell": healthyNode(), "no shell": noShell} {
		t.Run(name, func(t *testing.T) {
			n := collectEcho(t, f)
			if n.Problem != nil {
				t.Fatalf("problem %+v", n.Problem)
			}
			for name, s := range sections(n) {
				if name != "os" && s.State != facts.Failed {
					t.Errorf("%s is %s", name, s.State)
				}
			}
			if p := n.Hotfixes.Problem; p.Kind != kindNotCredible || !strings.Contains(p.Message, "the answer holds the password") {
				t.Errorf("problem %+v", p)
			}
		})
	}
}

// TestMaskedIdentity: a node is known by everything but its caption.
func TestMaskedIdentity(t *testing.T) {
	for column, readable := range map[string]bool{"Caption": true, "CSName": false, "Version": false, "WindowsDirectory": false, "OSLanguage": false} {
		f := healthyNode()
		f.rows["Win32_OperatingSystem"][0][column] = []string{"x " + mask.Mark}
		n := collectEcho(t, f)
		if (n.Problem == nil) != readable || (n.OS.State == facts.Collected) != readable {
			t.Errorf("%s: %+v", column, n.Problem)
		}
	}
}
