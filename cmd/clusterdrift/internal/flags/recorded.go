package flags

import (
	"errors"
	"fmt"
	"io"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// Stdin is the name by which a result is read from standard input.
const Stdin = "-"

// nameResult is what to do when the argument is not a result.
const nameResult = "name a file that scan or check wrote with -o json=FILE"

// ReadResult reads a recorded result. A file that is none is a *cli.UsageError.
func ReadResult(file string) (*report.Result, error) {
	f, err := input.Open(file, record.MaxDocument)
	if err != nil {
		return nil, cli.Usage("read the result: "+err.Error(), nameResult)
	}
	defer f.Close()
	return readResult(file, f)
}

func readResult(name string, r io.Reader) (*report.Result, error) {
	result, err := record.Read(r)
	if err == nil {
		return result, nil
	}
	return nil, cli.Usage(fmt.Sprintf("%s: %v", name, cli.Cause(err)), insteadOfResult(name, err))
}

// insteadOfResult is what to do with a document that is not a result.
func insteadOfResult(file string, err error) string {
	kind, ok := errors.AsType[*record.KindError](err)
	switch {
	case !ok:
		return "write the result again, with scan or check and -o json=FILE"
	case kind.Kind == record.Facts:
		return "clusterdrift check " + file + " judges it"
	case kind.Kind == record.Manifest:
		return "clusterdrift check DIR judges the facts in its folder"
	case kind.Kind == record.Inventory:
		return "clusterdrift scan -i " + file + " reads its nodes"
	}
	return nameResult
}
