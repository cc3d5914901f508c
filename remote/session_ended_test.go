package remote_test

import (
	"context"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// A message whose time is up before it goes out is one whose time is up, and nothing
// goes out. The session can be used afterwards.
func TestMessagesAfterTheEnd(t *testing.T) {
	farm, target := start(t, "", simulator.Options{})
	s, err := remote.Open(t.Context(), target, credentials(), options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(t.Context())
	before := farm.Stats(farm.Endpoints()[0].Node).Requests
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	for want, ctx := range map[remote.Kind]context.Context{remote.Interrupted: cancelled, remote.Timeout: late} {
		_, err := s.Query(ctx, "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering")
		if !remote.IsKind(err, want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if n := farm.Stats(farm.Endpoints()[0].Node).Requests - before; n != 0 {
		t.Errorf("%d requests went out", n)
	}
	if _, err := s.Query(t.Context(), "root/cimv2", "SELECT HotFixID FROM Win32_QuickFixEngineering"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
