package history

import (
	"net/url"
	"testing"
)

// A server on another machine has to prove its name, unless the URL says otherwise.
func TestServersProveTheirName(t *testing.T) {
	for _, name := range []string{"PGHOST", "PGSSLMODE", "PGCONNECT_TIMEOUT", "PGSERVICE"} {
		t.Setenv(name, "")
	}
	for text, want := range map[string]string{
		"postgres://u@db.contoso.example/h":                 "verify-full",
		"postgres://u@192.0.2.1/h":                          "verify-full",
		"postgres://u@localhost.contoso.example/h":          "verify-full",
		"postgres:///h?host=db.contoso.example":             "verify-full",
		"postgres://u@db/h?sslmode=require":                 "require",
		"postgres://u@127.0.0.1/h":                          "",
		"postgres://u@[::1]/h":                              "",
		"postgres://u@localhost/h":                          "",
		"postgres:///h":                                     "",
		"postgres:///h?host=/var/run/postgresql":            "",
		"postgres://u@localhost,db.contoso.example/h":       "verify-full",
		"postgres:///h?host=/var/run/postgresql,db.example": "verify-full",
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := withDefaults(u).Query().Get("sslmode"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	t.Setenv("PGHOST", "db.contoso.example")
	if got := withDefaults(&url.URL{Scheme: "postgres", Path: "/h"}).Query().Get("sslmode"); got != "verify-full" {
		t.Errorf("by PGHOST: %q", got)
	}
}
