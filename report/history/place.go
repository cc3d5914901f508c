package history

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Place is where a history is: a file, or a database on a PostgreSQL server.
type Place struct {
	file string   // path of a SQLite file; empty for a server
	url  *url.URL // of a PostgreSQL database
}

// ParsePlace reads a path, or a URL such as postgres://clusterdrift@db.contoso.example/history.
// What else has the form of a URL is an *Error, which repeats nothing of it but the scheme.
func ParsePlace(text string) (Place, error) {
	scheme, _, isURL := strings.Cut(text, "://")
	switch {
	case text == "":
		return Place{}, &Error{Message: "no history given", Hint: "name a file, or a database as postgres://USER@HOST/DATABASE", Err: fs.ErrInvalid}
	case !isURL:
		return Place{file: text}, nil
	case scheme != "postgres" && scheme != "postgresql":
		return Place{}, &Error{Message: "a history cannot be at a URL that begins with " + quoted(scheme+"://"), Hint: "name a file, or a database as postgres://USER@HOST/DATABASE", Err: fs.ErrInvalid}
	}
	u, err := url.Parse(text)
	if err != nil {
		return Place{}, &Error{Message: "the URL of the history cannot be read", Hint: "write it as postgres://USER@HOST/DATABASE; characters such as @ and / in a name are written as %40 and %2F", Err: fs.ErrInvalid}
	}
	return Place{url: u}, nil
}

// secretSettings are the settings of a PostgreSQL URL that hold a secret.
func secretSettings() []string { return []string{"password", "sslpassword"} }

// HasPassword reports whether the URL has a password in it.
func (p Place) HasPassword() bool {
	if p.url == nil {
		return false
	}
	if _, has := p.url.User.Password(); has {
		return true
	}
	for key := range p.url.Query() {
		if slices.Contains(secretSettings(), strings.ToLower(key)) {
			return true
		}
	}
	return false
}

// String is the path, or the URL without passwords and without settings.
func (p Place) String() string {
	if p.url == nil {
		return p.file
	}
	shown := url.URL{Scheme: p.url.Scheme, Host: p.url.Host, Path: p.url.Path}
	if name := p.url.User.Username(); name != "" {
		shown.User = url.User(name)
	}
	return shown.String()
}

// File is the absolute path of a history in a file; empty for one on a server.
func (p Place) File() string {
	if p.url != nil {
		return ""
	}
	if path, err := filepath.Abs(p.file); err == nil {
		return path
	}
	return p.file
}

// Check refuses a place that cannot have a history, without opening or making it.
func (p Place) Check() error {
	if p.url != nil {
		_, err := parsePostgres(p.url)
		return asPlace(p, err)
	}
	if err := refuseNetwork(p.File()); err != nil {
		return asPlace(p, err)
	}
	if err := refuseSpecial(p.File()); err != nil {
		return asPlace(p, err)
	}
	if info, err := os.Stat(p.File()); err == nil {
		return asPlace(p, refuseShort(info.Size(), true))
	}
	return nil
}

// asPlace names the place in what is wrong with it.
func asPlace(p Place, err error) error {
	var ours *Error
	if !errors.As(err, &ours) {
		return err
	}
	return &Error{Message: "the history " + p.String() + ": " + ours.Message, Hint: ours.Hint, Err: ours.Err}
}
