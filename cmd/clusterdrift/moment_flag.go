package main

import (
	"fmt"
	"time"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// parseMoment reads the time that a flag is set to; without an offset it is UTC.
func parseMoment(flag, text string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00",
		"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.Parse(form, text); err == nil {
			return at.UTC(), nil
		}
	}
	problem := fmt.Sprintf("--%s %q is not a time", flag, text)
	hint := "write it like 2026-03-01T02:00:00Z, or with an offset like 2026-03-01T10:00:00+08:00"
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		problem = fmt.Sprintf("--%s %q has no time of day", flag, text)
	}
	for _, form := range []string{"15:04", "15:04:05"} {
		if _, err := time.Parse(form, text); err == nil {
			problem = fmt.Sprintf("--%s %q has no date", flag, text)
		}
	}
	return time.Time{}, cli.Usage(problem, hint)
}
