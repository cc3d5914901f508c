package record

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/remote/facts/jsonscan"
)

// object goes through one. Take decodes the value of one of the keys, and other is given
// every other key with its value, as both are written. A key that comes twice is not taken,
// and neither is one that is one of the keys but for its case.
func (f *findings) object(keys []string, take func(key string) bool, other func(key string, written []byte) bool) bool {
	var seen uint32
	after := 0 // the place of the key that is likely to come next
	return f.Items('{', '}', func() error {
		f.Next()
		start := f.At
		key, ok := f.Quoted()
		if !ok {
			return jsonscan.ErrNotJSON
		}
		place := placeOf(keys, key, after)
		if place < 0 {
			name := string(key)
			if f.Colon() != nil || !f.skipped() || !other(name, f.Document[start:f.At]) {
				return jsonscan.ErrNotJSON
			}
			return nil
		}
		if seen&(1<<place) != 0 || f.Colon() != nil || !take(keys[place]) {
			return jsonscan.ErrNotJSON
		}
		seen |= 1 << place
		after = place + 1
		return nil
	}) == nil
}

// placeOf is the place of a key, for which it looks from after on; negative: there is none.
func placeOf(keys []string, key []byte, after int) int {
	for i := range keys {
		if place := (after + i) % len(keys); keys[place] == string(key) {
			return place
		}
	}
	return -1
}

// other keeps a key and its value for encoding/json.
func (f *findings) other(key string, written []byte) bool {
	for _, known := range findingKeys {
		if strings.EqualFold(known, key) {
			return false
		}
	}
	f.others = append(append(f.others, written...), ',')
	return true
}

func (f *findings) skipped() bool {
	_, err := f.Skip()
	return err == nil
}

// text decodes one, of which it has one copy.
func (f *findings) text(to *string) bool {
	text, ok := f.Quoted()
	if !ok {
		return false
	}
	known, ok := f.texts[string(text)]
	if !ok {
		known = string(text)
		f.texts[known] = known
	}
	*to = known
	return true
}

// number decodes one that is written as strconv writes it.
func (f *findings) number(to *int) bool {
	text := f.Literal()
	n, err := strconv.Atoi(text)
	*to = n
	var room [24]byte
	return err == nil && string(strconv.AppendInt(room[:0], int64(n), 10)) == text
}

func (f *findings) time(to *time.Time) bool {
	if f.Next() != '"' {
		return false
	}
	start := f.At
	if f.Text() != nil {
		return false
	}
	quoted := f.Document[start:f.At]
	if !bytes.Equal(quoted, f.lastQuoted) {
		var t time.Time
		if t.UnmarshalJSON(quoted) != nil {
			return false
		}
		f.lastTime, f.lastQuoted = t, quoted
	}
	*to = f.lastTime
	return true
}

// value decodes one, of which findings share those that are written alike.
func (f *findings) value(to **checks.Value) bool {
	text, err := f.Skip()
	if err != nil {
		return false
	}
	known, ok := f.values[string(text)]
	if !ok {
		if json.Unmarshal(text, &known) != nil {
			return false
		}
		f.values[string(text)] = known
	}
	*to = known
	return true
}
