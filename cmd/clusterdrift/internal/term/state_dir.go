package term

import "path/filepath"

// stateDir is the folder of what programs keep for the user, by the conventions of the
// operating system; empty when the environment leads to none. On Unix these are those of
// https://specifications.freedesktop.org/basedir-spec/latest/, where a relative path counts
// for nothing.
func stateDir(system string, env func(string) (string, bool)) string {
	at := func(variable string, below ...string) string {
		dir, _ := env(variable)
		if !filepath.IsAbs(dir) {
			return ""
		}
		return filepath.Join(append([]string{dir}, below...)...)
	}
	switch system {
	case "windows":
		return at("LocalAppData")
	case "darwin", "ios":
		return at("HOME", "Library", "Application Support")
	}
	if dir := at("XDG_STATE_HOME"); dir != "" {
		return dir
	}
	return at("HOME", ".local", "state")
}
