package notify

import (
	_ "embed"
	"encoding/json"

	"github.com/clusterdrift/clusterdrift/report/diff/print"
)

//go:embed notice.schema.json
var noticeSchema []byte

// NoticeSchema is the JSON Schema of a Message. What it says of findings and nodes is what the
// schema of a comparison says, whose items they are.
func NoticeSchema() []byte {
	var notice, comparison map[string]any
	for into, text := range map[*map[string]any][]byte{&notice: noticeSchema, &comparison: print.Schema()} {
		if err := json.Unmarshal(text, into); err != nil {
			panic(err) // both are of the program itself, and a test reads them
		}
	}
	all, _ := comparison["$defs"].(map[string]any)
	defs := map[string]any{}
	for _, name := range []string{"time", "severity", "status", "state", "findingClass", "nodeClass", "node", "finding"} {
		defs[name] = all[name]
	}
	notice["$defs"] = defs
	text, err := json.MarshalIndent(notice, "", "  ")
	if err != nil {
		panic(err)
	}
	return append(text, '\n')
}
