package serving

import (
	"cmp"
	"context"
	"errors"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/notices"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/web/access"
	"github.com/clusterdrift/clusterdrift/report/web/access/openid"
)

// leastSecret is how many bytes the secret of a reverse proxy has at least.
const leastSecret = 16

// door reads the configuration and the files that it names. Whatever is wrong is a
// *cli.UsageError.
func (s *Server) door(ctx context.Context, t term.Terminal, say func(string)) (*door, error) {
	config := &access.Config{}
	if s.access != "" {
		var err error
		config, err = cli.Await(ctx, func() (*access.Config, error) { return access.Load(s.access) })
		if err != nil && ctx.Err() == nil {
			return nil, cli.UsageFrom(err, "clusterdrift serve lint FILE checks a configuration alone")
		} else if err != nil {
			return nil, err
		}
	}
	address, err := config.Address(ctx, cmp.Or(s.listen, config.Listen, defaultListen), resolve)
	if err != nil {
		return nil, usage(err)
	}
	d := &door{address: address}
	if config.Certificate != "" {
		if err := secrets.CheckShared(config.Key, "the key"); err != nil {
			return nil, err
		}
		if d.tls, err = config.TLS(t.Now, say); err != nil {
			return nil, usage(err)
		}
	}
	d.guard, d.signOn, err = guard(ctx, t, *config, address, say)
	return d, err
}

func guard(ctx context.Context, t term.Terminal, config access.Config, address access.Address, say func(string)) (*access.Guard, *openid.SignOn, error) {
	secret, users := "", (*access.Users)(nil)
	var err error
	if ref := config.Proxy.Secret; !ref.Empty() {
		if secret, err = notices.Secrets(t)(ctx, ref); err != nil {
			return nil, nil, badSecret("the secret of the reverse proxy", err)
		}
		if len(secret) < leastSecret {
			return nil, nil, cli.Usage("the secret of the reverse proxy is shorter than 16 characters", "write a random one: openssl rand -hex 32")
		}
	}
	if config.Users != "" {
		if err := secrets.CheckPrivate(config.Users, "the file of users"); err != nil {
			return nil, nil, err
		}
		if users, err = access.OpenUsers(config.Users, t.Now, say); err != nil {
			return nil, nil, usage(err)
		}
	}
	guard := access.NewGuard(config, address, secret, users)
	if config.Method != access.OIDC {
		return guard, nil, nil
	}
	signOn, err := signOn(ctx, t, config.OpenID, say)
	return guard.WithSignOn(signOn), signOn, err
}

// signOn is what signs readers in with an issuer. It does not need the issuer yet.
func signOn(ctx context.Context, t term.Terminal, settings openid.Settings, say func(string)) (*openid.SignOn, error) {
	secret := ""
	if ref := settings.ClientSecret; !ref.Empty() {
		var err error
		if secret, err = notices.Secrets(t)(ctx, ref); err != nil {
			return nil, badSecret("the secret of the client", err)
		}
		if secret == "" {
			return nil, cli.Usage("the secret of the client is empty", "write the one that the issuer shows for the client, or leave out client_secret for a public client")
		}
	}
	return openid.New(settings, secret, t.Now, say)
}

// badSecret is what is wrong with the place of a secret.
func badSecret(what string, err error) error {
	hint := ""
	if bad := new(cli.UsageError); errors.As(err, &bad) {
		hint = bad.Hint
	}
	return cli.Usage(what+" cannot be read: "+err.Error(), hint)
}

func usage(err error) error {
	if bad := new(access.Error); errors.As(err, &bad) {
		return cli.Usage(bad.Message, bad.Hint)
	}
	return err
}
