package logs

import (
	"context"
	"io"
	"strings"
	"time"
)

// textForm is how a text shows events.
type textForm int

const (
	noForm   textForm = iota
	tabular           // a table: CSV with commas or semicolons, or tabs
	pasted            // rows with blanks between the values, as pages and tickets have them
	inBlocks          // each event as lines of names and values
)

// textPlan is how a text is read: by what its first rows hold, as the names of
// columns are in the language of who exported it.
type textPlan struct {
	form    textForm
	sep     byte
	columns columns
	order   DateOrder
	channel string // when the text has none
	hosts   []hostColumn
	// computers are those that the rows near the start name.
	computers []string
}

// textEvent is an event of a text, as written.
type textEvent struct {
	when                                        string
	level, provider, computer, channel, message string
	id                                          int
	record                                      int64 // its record id; 0 without one
	line                                        int64
	raw                                         string
	cut                                         bool
}

// textScan goes through a text.
type textScan struct {
	plan   *textPlan
	limits Limits
	each   func(textEvent) error
	lines  int // rows that were read
	odd    int // rows that are not an event
}

// run hands over the events of a text; an error of reading ends it.
func (t *textScan) run(ctx context.Context, r io.Reader) error {
	switch t.plan.form {
	case tabular:
		return t.table(ctx, r)
	case pasted:
		return t.pastedRows(ctx, r)
	default:
		return t.blocks(ctx, r)
	}
}

// readEventText hands over the records of a text export.
func readEventText(ctx context.Context, r io.Reader, plan *textPlan, out *sink) error {
	var stopped error
	t := &textScan{plan: plan, limits: out.limits}
	t.each = func(e textEvent) error {
		stopped = handOverText(e, plan, out)
		return stopped
	}
	err := t.run(ctx, r)
	out.source.Lines, out.source.NotUnderstood = t.lines, out.source.NotUnderstood+t.odd
	switch {
	case stopped != nil:
		return stopped
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		out.source.Damaged = readProblem(err)
	}
	return nil
}

func handOverText(e textEvent, plan *textPlan, out *sink) error {
	w, ok := parseWritten(e.when)
	var at time.Time
	if ok {
		at, ok = w.at(plan.order)
	}
	if !ok || !w.hasTime {
		out.source.NotUnderstood++
		return nil
	}
	offset := out.source.Zone.Offset
	if w.zoned {
		offset = w.offset
	}
	if at = at.Add(-offset); !out.wants(at) {
		return nil
	}
	if e.cut {
		out.source.Cut++
	}
	line := e.record
	if line == 0 {
		line = e.line
	}
	r := Record{
		Source: out.source, Line: line, Time: at, Channel: e.channel, Provider: fullProvider(e.provider),
		EventID: e.id, Computer: e.computer, Level: levelWord(e.level), Text: out.cutTo(strings.TrimSpace(e.message)), Raw: out.cutTo(e.raw),
	}
	if r.Channel == "" {
		r.Channel = plan.channel
	}
	withValues(&r)
	return out.put(r)
}

// levelWords are levels as Windows says them in some languages, in lower case. A
// level is a hint: no record is judged by it.
var levelWords = map[string]Level{
	"critical": Critical, "kritisch": Critical, "critique": Critical, "crítico": Critical, "critico": Critical, "重大": Critical, "严重": Critical, "위험": Critical, "критический": Critical,
	"error": Error, "fehler": Error, "erreur": Error, "errore": Error, "erro": Error, "fout": Error, "エラー": Error, "错误": Error, "錯誤": Error, "오류": Error, "błąd": Error, "ошибка": Error,
	"warning": Warning, "warnung": Warning, "avertissement": Warning, "advertencia": Warning, "avviso": Warning, "aviso": Warning, "waarschuwing": Warning, "警告": Warning, "경고": Warning, "ostrzeżenie": Warning, "предупреждение": Warning,
	"information": Info, "informationen": Info, "información": Info, "informazioni": Info, "informações": Info, "informatie": Info, "情報": Info, "信息": Info, "資訊": Info, "정보": Info, "informacje": Info, "сведения": Info,
	"verbose": Verbose, "ausführlich": Verbose, "詳細": Verbose,
}

func levelWord(word string) Level { return levelWords[strings.ToLower(strings.TrimSpace(word))] }
