package secrets

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/zalando/go-keyring"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/remote"
)

// keyringService is the name under which the keyring of the operating system
// keeps our passwords.
const keyringService = "clusterdrift"

// SystemKeyring returns the keyring of the user's session; nil when there is none.
func SystemKeyring(env func(string) (string, bool)) term.Keyring {
	if !hasKeyring(env) {
		return nil
	}
	return osKeyring{}
}

// osKeyring is the user's keyring: the Secret Service on Linux, the Credential
// Manager on Windows, the Keychain on macOS, which is asked through
// /usr/bin/security. There too a password goes through a pipe, never an argument.
type osKeyring struct{}

// Set replaces the password that the keyring may have for the user.
func (osKeyring) Set(user string, s remote.Secret) error {
	return keyringError(keyring.Set(keyringService, keyringUser(user), s.Reveal()))
}

// Get returns an empty secret when the keyring has none for the user.
func (osKeyring) Get(user string) (remote.Secret, error) {
	text, err := keyring.Get(keyringService, keyringUser(user))
	if errors.Is(err, keyring.ErrNotFound) {
		return remote.Secret{}, nil
	}
	return remote.NewSecret(text), keyringError(err)
}

// Delete reports whether there was a password.
func (osKeyring) Delete(user string) (bool, error) {
	err := keyring.Delete(keyringService, keyringUser(user))
	if errors.Is(err, keyring.ErrNotFound) {
		return false, nil
	}
	return err == nil, keyringError(err)
}

// keyringError says in words of its own why a keyring failed: the library passes on what
// the programs behind it say.
func keyringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return errors.New("the password is too long for it")
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return errors.New("this system has none that is supported")
	}
	return errors.New("it is locked, or does not answer")
}

// keyringUser is the user's name in lower case: Windows ignores the case of it.
func keyringUser(user string) string { return strings.ToLower(user) }

// hasKeyring reports whether it makes sense to ask. Without a session bus the
// library would start one, which would stay behind.
func hasKeyring(env func(string) (string, bool)) bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	if bus, _ := env("DBUS_SESSION_BUS_ADDRESS"); bus != "" {
		return true
	}
	dir, _ := env("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) { // else a file in the working directory would count
		return false
	}
	_, err := os.Stat(filepath.Join(dir, "bus"))
	return err == nil
}
