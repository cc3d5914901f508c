package serving

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Memory is given back once after requests, and not while none came.
func TestWhenIdle(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	called := make(chan bool)
	h, stopped := whenIdle(ctx, http.NotFoundHandler(), time.Millisecond, func() { called <- true })
	ask := func() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	}
	select {
	case <-called:
		t.Error("called before a request")
	case <-time.After(20 * time.Millisecond):
	}
	for range 2 {
		ask()
		<-called
	}
	select {
	case <-called:
		t.Error("called again without a request")
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	stopped()
}
