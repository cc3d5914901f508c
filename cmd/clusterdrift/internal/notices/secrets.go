package notices

import (
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report/notify"
)

// Secrets finds secrets that a configuration names by file: or keyring:.
func Secrets(t term.Terminal) notify.Secrets { return secretsOf(t) }
