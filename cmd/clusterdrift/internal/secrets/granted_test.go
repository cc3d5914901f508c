//go:build unix

package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// A file that the group can read is a password file only as a credential of systemd.
func TestCredentialsOfAService(t *testing.T) {
	tests := []struct {
		name      string
		file      string // below the root
		mode      fs.FileMode
		variable  string // below the root; empty: not set
		dirMode   fs.FileMode
		refusedBy string // a part of the error; empty: none
	}{
		{"a credential", "credentials/password", 0o440, "credentials", 0o550, ""},
		{"one that its owner alone can read", "credentials/password", 0o400, "credentials", 0o500, ""},
		{"by a link in the folder's path", "link/password", 0o440, "credentials", 0o550, ""},
		{"the variable is a link", "credentials/password", 0o440, "link", 0o550, ""},
		{"everyone can read it", "credentials/password", 0o444, "credentials", 0o550, "can be read by other users (mode 0444)"},
		{"everyone can enter the folder", "credentials/password", 0o440, "credentials", 0o555, "can be read by other users (mode 0440)"},
		{"elsewhere", "elsewhere/password", 0o440, "credentials", 0o550, "can be read by other users (mode 0440)"},
		{"a link out of the folder", "credentials/out", 0o440, "credentials", 0o550, "can be read by other users (mode 0440)"},
		{"no variable", "credentials/password", 0o440, "", 0o550, "can be read by other users (mode 0440)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			in := func(name string) string { return filepath.Join(root, name) }
			err := errors.Join(os.Mkdir(in("credentials"), 0o700), os.Mkdir(in("elsewhere"), 0o700), os.Symlink("credentials", in("link")), os.Symlink("../elsewhere/password", in("credentials/out")))
			for _, file := range []string{"credentials/password", "elsewhere/password"} {
				err = errors.Join(err, os.WriteFile(in(file), []byte("secret\n"), 0o600), os.Chmod(in(file), tt.mode))
			}
			if err = errors.Join(err, os.Chmod(in("credentials"), tt.dirMode)); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(in("credentials"), 0o700) })
			t.Setenv(credentialsVariable, "")
			if tt.variable != "" {
				t.Setenv(credentialsVariable, in(tt.variable))
			}
			console := term.Terminal{Env: func(string) (string, bool) { return "", false }}
			secret, err := (&Password{file: in(tt.file)}).Find(t.Context(), console, "somebody")
			switch {
			case tt.refusedBy == "" && (err != nil || secret.Empty()):
				t.Errorf("refused: %v", err)
			case tt.refusedBy != "" && (err == nil || !strings.Contains(err.Error(), tt.refusedBy)):
				t.Errorf("%v, want %s", err, tt.refusedBy)
			}
		})
	}
}

// The secret volumes of Kubernetes are links to links; the file is what counts.
func TestPasswordOfASecretVolume(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	err := errors.Join(os.Mkdir(in("..2026_11_28"), 0o700), os.WriteFile(in("..2026_11_28/password"), []byte("secret"), 0o400),
		os.Symlink("..2026_11_28", in("..data")), os.Symlink("..data/password", in("password")))
	if err != nil {
		t.Fatal(err)
	}
	console := term.Terminal{Env: func(string) (string, bool) { return "", false }}
	find := func() error {
		_, err := (&Password{file: in("password")}).Find(t.Context(), console, "somebody")
		return err
	}
	if err := find(); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(in("..2026_11_28/password"), 0o644); err != nil { // the default of Kubernetes
		t.Fatal(err)
	}
	var refused *cli.UsageError
	if err := find(); !errors.As(err, &refused) || !strings.HasSuffix(refused.Problems[0], "(mode 0644)") || !strings.HasSuffix(refused.Hint, "; to pipe in a password, use --password-stdin") {
		t.Errorf("%+v", refused)
	}
}
