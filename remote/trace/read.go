package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
)

// Limits of a trace: the bytes of its file, and its exchanges.
const (
	maxFile      = 256 << 20
	maxExchanges = 100_000
)

// Read reads a trace. It is strict: whatever Format 1 does not have is an error
// that names the line, but for a last line that was cut off, which makes the
// Trace Truncated.
func Read(path string) (*Trace, error) {
	t, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("read trace %s: %w", path, err)
	}
	return t, nil
}

func readFile(path string) (*Trace, error) {
	f, err := input.Open(path, maxFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f)
}

func read(r io.Reader) (*Trace, error) {
	t := &Trace{}
	lines := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		last := err != nil
		if last && len(line) == 0 && number > 1 {
			return t, nil
		}
		if err := t.readLine(number, line); err != nil {
			if last && number > 1 && !json.Valid(line) {
				t.Truncated = true
				return t, nil
			}
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
}

// readLine reads the head or an exchange. Exchange n is on line n+1.
func (t *Trace) readLine(number int, line []byte) error {
	if number == 1 {
		return t.readHead(line)
	}
	if number-1 > maxExchanges {
		return fmt.Errorf("more than %d exchanges", maxExchanges)
	}
	var e Exchange
	if err := decode(line, &e); err != nil {
		return err
	}
	switch {
	case e.Seq != number-1:
		return fmt.Errorf("expected exchange %d, found %d", number-1, e.Seq)
	case e.Status != 0 && (e.Status < 100 || e.Status > 599):
		return fmt.Errorf("%d is not an HTTP status", e.Status)
	case e.ElapsedMS < 0:
		return errors.New("elapsed_ms is negative")
	}
	t.Exchanges = append(t.Exchanges, e)
	return nil
}

// readHead reports another format before it complains of what that may add.
func (t *Trace) readHead(line []byte) error {
	var head struct{ Format int }
	if err := json.Unmarshal(line, &head); err != nil {
		return fmt.Errorf("not a trace file: %w", err)
	}
	if head.Format != Format {
		return fmt.Errorf("format %d, only %d can be read", head.Format, Format)
	}
	if err := decode(line, t); err != nil {
		return err
	}
	if t.Node == "" {
		return errors.New("the head names no node")
	}
	return nil
}

// decode reads one JSON value and nothing else.
func decode(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}
