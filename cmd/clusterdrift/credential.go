package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/secrets"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

func newCredential(t term.Terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "credential",
		Short: "Keep a password in the keyring of the operating system",
		Long: `credential keeps passwords in the user's keyring: the Secret Service on Linux,
the Credential Manager on Windows, the Keychain on macOS. Commands that read
nodes find them there by the user's name.`,
		Example: `  clusterdrift credential set 'CONTOSO\clusteraudit'
  clusterdrift credential delete 'CONTOSO\clusteraudit'`,
	}
	c.AddCommand(newCredentialSet(t), newCredentialDelete(t))
	return c
}

func newCredentialSet(t term.Terminal) *cobra.Command {
	var from secrets.Password
	c := &cobra.Command{
		Use:               "set USER",
		Short:             "Keep the password of a user, from a prompt or standard input",
		Example:           `  clusterdrift credential set 'CONTOSO\clusteraudit'`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if err := needsKeyring(t); err != nil {
				return err
			}
			secret, err := from.Enter(c.Context(), t, args[0])
			if err != nil {
				return err
			}
			if err := cli.AwaitEnd(c.Context(), func() error { return t.Keyring.Set(args[0], secret) }); err != nil {
				return fmt.Errorf("keep the password in the keyring: %w", err)
			}
			_, err = fmt.Fprintf(t.Out, "Stored the password for %s in the keyring.\n", report.Clean(args[0]))
			return err
		},
	}
	from.RegisterStdin(c.Flags())
	return c
}

func newCredentialDelete(t term.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "delete USER",
		Short:             "Forget the password of a user",
		Example:           `  clusterdrift credential delete 'CONTOSO\clusteraudit'`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			if err := needsKeyring(t); err != nil {
				return err
			}
			found, err := cli.Await(c.Context(), func() (bool, error) { return t.Keyring.Delete(args[0]) })
			switch {
			case err != nil:
				return fmt.Errorf("delete the password from the keyring: %w", err)
			case !found:
				return cli.Usage("the keyring has no password of "+args[0], "name the user as credential set did")
			}
			_, err = fmt.Fprintf(t.Out, "Deleted the password for %s from the keyring.\n", report.Clean(args[0]))
			return err
		},
	}
}

func needsKeyring(t term.Terminal) error {
	if t.Keyring == nil {
		return cli.Usage("there is no keyring in this session", "use --password-file FILE or "+secrets.PasswordVariable+" instead")
	}
	return nil
}
