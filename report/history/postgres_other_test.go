//go:build !unix

package history_test

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/report/history"
)

func serverPlace(t testing.TB) history.Place {
	t.Helper()
	return place(t, serverURL(t))
}

func serverURL(t testing.TB) string {
	t.Helper()
	_, why := startedURL(t)
	t.Skip(why)
	return ""
}

func startedURL(testing.TB) (url, why string) { return "", "PostgreSQL is started on Unix only" }

func stopServer() {}

func serverSource(history.Place) string { panic("there is no place on a server") }
