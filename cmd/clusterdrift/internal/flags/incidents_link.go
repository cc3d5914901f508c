package flags

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/clusterdrift/clusterdrift/baselines/strict/input"
	"github.com/clusterdrift/clusterdrift/checks"
	"github.com/clusterdrift/clusterdrift/checks/diagnose"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// maxIncidents is how large the JSON of a diagnosis may be, in bytes.
const maxIncidents = 64 << 20

// links are incidents to which findings are linked, each with the file that has them.
type links map[string]*diagnose.Result

// IncidentLinks reads the files of --incidents. Whatever is wrong is a *cli.UsageError.
func (r *Report) IncidentLinks(ctx context.Context) (func([]checks.Finding), error) {
	all, err := cli.Await(ctx, func() (links, error) { return loadLinks(r.incidents) })
	return all.add, err
}

func loadLinks(files []string) (links, error) {
	all := links{}
	for _, file := range files {
		data, err := input.ReadFile(file, maxIncidents)
		if err != nil {
			return nil, cli.Usage("read the incidents: "+err.Error(), "name a file that clusterdrift diagnose wrote with -o json=FILE")
		}
		r, err := diagnose.Read(data)
		if err != nil {
			return nil, cli.Usage(fmt.Sprintf("%s: %v", file, err), "name a file that clusterdrift diagnose wrote with -o json=FILE")
		}
		all[file] = r
	}
	return all, nil
}

// add adds the incidents to the findings that they have to do with.
func (l links) add(found []checks.Finding) {
	for _, file := range slices.Sorted(maps.Keys(l)) {
		l[file].Link(found, "clusterdrift diagnose, "+file)
	}
}
