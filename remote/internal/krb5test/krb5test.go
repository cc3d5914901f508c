// Package krb5test gives tests clients of the Kerberos library, apart from the
// program's own.
package krb5test

import (
	"testing"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
)

// Config reads the text of a krb5.conf.
func Config(t testing.TB, text string) *config.Config {
	t.Helper()
	c, err := config.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Client is a client with a password, which ends with the test. Its KDC is the one
// of the configuration, the text of a krb5.conf.
func Client(t testing.TB, configuration, realm, user, password string) *client.Client {
	t.Helper()
	c := client.NewWithPassword(user, realm, password, Config(t, configuration))
	t.Cleanup(c.Destroy)
	return c
}
