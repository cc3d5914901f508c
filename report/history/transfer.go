package history

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"time"

	"github.com/clusterdrift/clusterdrift/report/record"
)

// exported is a line of an exported history: a run with its report.
type exported struct {
	Format   int             `json:"history_format"`
	ID       string          `json:"id"`
	Scope    string          `json:"scope"`
	Host     string          `json:"host,omitempty"`
	Recorded time.Time       `json:"recorded"`
	Report   json.RawMessage `json:"report"` // of format record.Format, or an older one
	Facts    []exportedFacts `json:"facts,omitempty"`
}

// exportFormat is the number of the lines that this version writes.
const exportFormat = 1

// Export writes the runs of a filter as JSON, one a line, the oldest first. Left are those
// whose reports were pruned.
func (s *Store) Export(ctx context.Context, w io.Writer, f Filter) (written int, left []Run, err error) {
	runs, err := s.Runs(ctx, f)
	if err != nil {
		return 0, nil, err
	}
	sections := exportedSections{}
	for _, run := range slices.Backward(runs) {
		if !run.Whole {
			left = append(left, run)
			continue
		}
		line, err := s.export(ctx, w, run, sections)
		if err != nil {
			return written, left, err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return written, left, err
		}
		written++
	}
	return written, left, nil
}

// export is the line of a run. The sections of its facts that no line before has are
// written at once.
func (s *Store) export(ctx context.Context, w io.Writer, run Run, sections exportedSections) ([]byte, error) {
	r, err := s.Result(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	var document, compact bytes.Buffer
	if err := record.Write(&document, r); err != nil {
		return nil, err
	}
	if err := json.Compact(&compact, document.Bytes()); err != nil {
		return nil, err
	}
	kept, err := s.exportFacts(ctx, w, run, sections)
	if err != nil {
		return nil, err
	}
	return oneLine(exported{exportFormat, run.ID, run.Scope, run.Host, run.Recorded, compact.Bytes(), kept})
}

// oneLine is a value as JSON, without the end of the line.
func oneLine(v any) ([]byte, error) {
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), err
}

// maxLine bounds a line of an exported history, in bytes.
const maxLine = record.MaxDocument + maxHeads + 1<<20

// Import adds the runs that Export wrote, each whole or not at all, and returns how many
// it added. Those that are in the history already stay as they are.
func (s *Store) Import(ctx context.Context, r io.Reader) (added, known int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	sections := importedSections{}
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		new, err := s.importLine(ctx, lines.Bytes(), sections)
		switch {
		case err != nil && ctx.Err() != nil:
			return added, known, ctx.Err()
		case err != nil:
			return added, known, atLine(n, err)
		case new == nil: // it is a section
		case *new:
			added++
		default:
			known++
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return added, known, atLine(n+1, &Error{Message: fmt.Sprintf("it is longer than %d MiB", maxLine>>20), Err: fs.ErrInvalid})
	}
	return added, known, lines.Err()
}

func atLine(n int, err error) error {
	var ours *Error
	if !errors.As(err, &ours) {
		return err
	}
	return &Error{Message: fmt.Sprintf("line %d: %s", n, ours.Message), Hint: ours.Hint, Err: ours.Err}
}

var wholeID = regexp.MustCompile(`^[0-9a-f]{12}$`)

// importLine reports whether it has added the run of a line; nil: the line has none.
func (s *Store) importLine(ctx context.Context, line []byte, sections importedSections) (added *bool, err error) {
	var e struct {
		exported
		exportedSection
	}
	broken := json.Unmarshal(line, &e) != nil || e.Format == 0
	if !broken && e.Format <= exportFormat && e.Digest != "" {
		return nil, sections.add(e.exportedSection)
	}
	if broken || !wholeID.MatchString(e.ID) || e.Recorded.Year() < 1970 {
		return nil, &Error{Message: "it is not a run of an exported history", Hint: "name a file that clusterdrift history export wrote", Err: fs.ErrInvalid}
	}
	if e.Format > exportFormat {
		return nil, &Error{Message: fmt.Sprintf("it has format %d, and this version reads up to %d", e.Format, exportFormat), Hint: "use a newer version of clusterdrift", Err: fs.ErrInvalid}
	}
	r, err := record.Read(bytes.NewReader(e.Report))
	if err != nil {
		return nil, &Error{Message: "its report: " + err.Error(), Hint: "export the history again", Err: fs.ErrInvalid}
	}
	p, err := pack(r)
	if err != nil {
		return nil, err
	}
	if len(e.Facts) > 0 {
		if p.facts, err = packFacts(ctx, r, sections.of(e.Facts)); err != nil {
			return nil, err
		}
	}
	p.uid = e.ID // a later version may write the same report in other words
	new, err := s.add(ctx, r, p, Origin{Scope: e.Scope, Host: e.Host, At: e.Recorded})
	return &new, err
}
