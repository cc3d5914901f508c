package cli

import (
	"bytes"
	"errors"
	"testing"
)

func TestLosses(t *testing.T) {
	var printed bytes.Buffer
	l := Losses{What: "incomplete trace"}
	if got := l.Lost(&printed); len(got) != 0 {
		t.Errorf("nothing is lost: %q", got)
	}
	l.Add("HV01\x1b[2J", errors.New("no space"))
	if got := l.Lost(&printed); len(got) != 1 || got[0] != "incomplete trace of HV01\uFFFD[2J: no space" || printed.String() != "" {
		t.Errorf("one: %q, printed %q", got, printed.String())
	}
	l.Add("HV02", errors.New("no room"))
	if got := l.Lost(&printed); len(got) != 1 || got[0] != "incomplete trace of HV01\uFFFD[2J: no space (and of 1 more)" {
		t.Errorf("two: %q", got)
	}
	if printed.String() != "incomplete trace of HV01\uFFFD[2J: no space\nincomplete trace of HV02: no room\n" {
		t.Errorf("printed %q", printed.String())
	}
}
