package formats

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// writeSARIF writes the log without what says nothing: the library gives every number that
// is not known as -1 and every list that is empty, which are the defaults of SARIF.
func writeSARIF(w io.Writer, log *sarif.Report) error {
	var text bytes.Buffer
	if err := log.Write(&text); err != nil {
		return err
	}
	dec := json.NewDecoder(&text)
	dec.UseNumber()
	var document any
	if err := dec.Decode(&document); err != nil {
		return err
	}
	dropDefaults(document)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}

// dropDefaults deletes the defaults below v. It keeps property bags, which are ours, and
// the lists of results and rules: without results a run counts as one that found out
// nothing, and code scanning asks for rules.
func dropDefaults(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			dropDefaults(e)
		}
	case map[string]any:
		for key, e := range v {
			switch list, isList := e.([]any); {
			case key == "properties", key == "results" && isList && len(list) == 0, key == "rules":
			case isList && len(list) == 0, e == json.Number("-1"):
				delete(v, key)
				continue
			}
			if key != "properties" {
				dropDefaults(e)
			}
		}
	}
}
