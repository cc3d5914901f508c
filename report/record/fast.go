package record

import (
	"encoding/json"
	"strings"
	"sync"

	"github.com/clusterdrift/clusterdrift/remote/facts/jsonscan"
)

// Most of a result are its findings and requirements. In a document as Write writes it,
// findings are decoded in one pass, and a requirement that an earlier document had is not
// decoded again; encoding/json decodes the rest. What is taken, is taken for what
// encoding/json takes it for: where that is not sure, the document goes the long way
// through decode, which also says what is wrong with it.

// Reader reads results that have requirements in common, such as those on the clusters of
// one run: each is decoded once, and shared by the findings of all results. It may be used
// by several goroutines. The zero value is ready.
type Reader struct {
	mu    sync.Mutex
	known map[string]requirement // by what is written
}

// Bounds of the requirements that a Reader keeps.
const (
	mostKnown    = 1 << 12
	longestKnown = 64 << 10 // bytes
)

// requirement is the one that is written so.
func (r *Reader) requirement(text []byte) (requirement, bool) {
	r.mu.Lock()
	q, ok := r.known[string(text)]
	r.mu.Unlock()
	if ok {
		return q, true
	}
	if json.Unmarshal(text, &q) != nil || q.check() != nil {
		return requirement{}, false
	}
	q.write()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string]requirement{}
	}
	if len(r.known) < mostKnown && len(text) <= longestKnown {
		r.known[string(text)] = q
	}
	return q, true
}

// fast decodes a document of format 2; false: it goes the long way.
func (r *Reader) fast(data []byte) (document, bool) {
	var d document
	rest, cut, ok := without(data, "requirements", "clusters")
	if !ok || len(cut) != 2 {
		return d, false
	}
	var h head
	if json.Unmarshal(rest, &h) != nil || !h.isResult() || string(h.Format) != "2" || json.Unmarshal(rest, &d) != nil {
		return d, false
	}
	taken := eachItem(cut["requirements"], func(text []byte) bool {
		q, ok := r.requirement(text)
		d.Requirements = append(d.Requirements, q)
		return ok
	})
	f := newFindings()
	return d, taken && eachItem(cut["clusters"], func(text []byte) bool {
		c, ok := f.cluster(text)
		d.Clusters = append(d.Clusters, c)
		return ok
	})
}

// without takes the values of some keys out of an object, of which the rest has empty lists
// in their places. It is false when a key comes twice, or is one of these but for its case.
func without(object []byte, keys ...string) (rest []byte, cut map[string][]byte, ok bool) {
	s := jsonscan.Scanner{Document: object}
	cut, from := map[string][]byte{}, 0
	err := s.Items('{', '}', func() error {
		key, err := s.Key()
		if err != nil || s.Colon() != nil {
			return jsonscan.ErrNotJSON
		}
		value, err := s.Skip()
		for _, k := range keys {
			switch _, twice := cut[k]; {
			case err != nil || twice && key == k, key != k && strings.EqualFold(key, k):
				return jsonscan.ErrNotJSON
			case key == k:
				cut[k] = value
				rest = append(append(rest, object[from:s.At-len(value)]...), "[]"...)
				from = s.At
			}
		}
		return err
	})
	return append(rest, object[from:]...), cut, err == nil
}

// eachItem goes through a whole list, until an item is not taken.
func eachItem(list []byte, take func(item []byte) bool) bool {
	s := jsonscan.Scanner{Document: list}
	err := s.Items('[', ']', func() error {
		item, err := s.Skip()
		if err != nil || !take(item) {
			return jsonscan.ErrNotJSON
		}
		return nil
	})
	return err == nil && s.Next() == 0 && s.At == len(list)
}
