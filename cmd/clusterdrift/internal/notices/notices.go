// Package notices sends what the history holds for sinks. In go the flags that name a
// configuration, and an open history; out come notices, and lines on standard error that say
// what became of them. It finds the secrets that sinks name, and composes no message itself.
package notices

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// Config holds the flag that names a configuration.
type Config struct{ file string }

// Register registers the flag.
func (c *Config) Register(f *pflag.FlagSet) {
	f.StringVar(&c.file, "notify", "", "send notices of changes to the sinks of `FILE`, see clusterdrift notify --help")
}

// Given reports whether a configuration is named.
func (c *Config) Given() bool { return c.file != "" }

// File is the path of the configuration.
func (c *Config) File() string { return c.file }

// Sinks reads the configuration; none is named: there are no sinks. Every problem of it is in
// a *cli.UsageError.
func (c *Config) Sinks(ctx context.Context) ([]notify.Sink, error) {
	if c.file == "" {
		return nil, nil
	}
	sinks, err := cli.Await(ctx, func() ([]notify.Sink, error) { return notify.Load(c.file) })
	if err != nil && ctx.Err() == nil {
		return nil, cli.UsageFrom(err, "clusterdrift notify lint FILE checks a configuration alone")
	}
	return sinks, err
}

// Senders are what sends to each of the sinks, by their names.
func Senders(t term.Terminal, sinks []notify.Sink, version string) map[string]notify.Sender {
	senders := map[string]notify.Sender{}
	for _, s := range sinks {
		senders[s.Name] = notify.NewSender(s, secretsOf(t), version, t.Now)
	}
	return senders
}

// secretsOf finds the secrets of sinks: in files that only the user can read, and in the
// keyring of the operating system.
func secretsOf(t term.Terminal) notify.Secrets {
	return func(ctx context.Context, ref notify.SecretRef) (string, error) {
		if ref.File != "" {
			line, err := secrets.PrivateLine(ref.File, "the file")
			return line.Reveal(), err
		}
		if t.Keyring == nil {
			return "", errors.New("this session has no keyring")
		}
		type found = struct {
			text string
			none bool
		}
		f, err := cli.Await(ctx, func() (found, error) {
			s, err := t.Keyring.Get(ref.Keyring)
			return found{s.Reveal(), s.Empty()}, err
		})
		switch {
		case err != nil:
			return "", fmt.Errorf("the keyring: %w", err)
		case f.none:
			return "", fmt.Errorf("the keyring has nothing for %s; store it with clusterdrift credential set %s", ref.Keyring, ref.Keyring)
		}
		return f.text, nil
	}
}
