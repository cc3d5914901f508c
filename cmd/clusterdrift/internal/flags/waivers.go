package flags

import (
	"context"
	"time"

	"github.com/spf13/pflag"

	"github.com/clusterdrift/clusterdrift/checks/waiver"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

func registerWaivers(f *pflag.FlagSet, files *[]string) {
	WordsVar(f, files, "waivers", "", nil, "let the `FILE` waive findings, repeatable; see clusterdrift waiver --help")
}

// WaiverSet loads the files of --waivers, as they hold at the time now. Every problem
// of every file is in a *cli.UsageError.
func (r *Report) WaiverSet(ctx context.Context, now time.Time) (*waiver.Set, error) {
	return cli.Await(ctx, func() (*waiver.Set, error) { return loadWaivers(r.waivers, now) })
}

// loadWaivers reads all files and reports every problem of every file.
func loadWaivers(files []string, now time.Time) (*waiver.Set, error) {
	var all []waiver.Waiver
	var bad []string
	for _, file := range files {
		waivers, err := waiver.Load(file)
		if err != nil {
			bad = append(bad, cli.Problems(err)...)
		}
		all = append(all, waivers...)
	}
	if len(bad) > 0 {
		return nil, &cli.UsageError{Problems: bad, Hint: "clusterdrift waiver lint FILE checks a file alone"}
	}
	return waiver.NewSet(all, now), nil
}
