package flags

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
)

// Which part is meant, by the flag and by the variables of a job.
func TestShardFlag(t *testing.T) {
	type vars map[string]string
	for _, tt := range []struct {
		text string
		env  vars
		want string // the part and where it comes from, or what the error says
	}{
		{"", nil, " "},
		{"0/4", nil, "shard 1 of 4 "},
		{"3/4", vars{"JOB_COMPLETION_INDEX": "0"}, "shard 4 of 4 "},
		{"0/1", nil, "shard 1 of 1 "},
		{"auto/4", vars{"JOB_COMPLETION_INDEX": "0"}, "shard 1 of 4 JOB_COMPLETION_INDEX"},
		{"auto/4", vars{"JOB_COMPLETION_INDEX": "3"}, "shard 4 of 4 JOB_COMPLETION_INDEX"},
		{"auto", vars{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"}, "shard 1 of 4 CI_NODE_INDEX and CI_NODE_TOTAL"},
		{"auto/4", vars{"CI_NODE_INDEX": "4", "CI_NODE_TOTAL": "4"}, "shard 4 of 4 CI_NODE_INDEX and CI_NODE_TOTAL"},
		{"auto/4", vars{"CI_NODE_INDEX": "2"}, "shard 2 of 4 CI_NODE_INDEX"},

		{"1/0", nil, "--shard 1/0: the number of parts is from 1 to 100000"},
		{"0/100001", nil, "the number of parts is from 1 to 100000"},
		{"4/4", nil, "--shard 4/4: of 4 parts the first is 0 and the last 3"},
		{"-1/4", nil, "of 4 parts the first is 0"},
		{"a/b", nil, "--shard a/b: not two numbers with / between them"},
		{"2", nil, "not two numbers"}, {"/", nil, "not two numbers"}, {"0/4/8", nil, "not two numbers"}, {"99999999999999999999/4", nil, "not two numbers"},
		{"auto", nil, "no variable says which part this is: JOB_COMPLETION_INDEX, or CI_NODE_INDEX with CI_NODE_TOTAL"},
		{"auto", vars{"CI_NODE_TOTAL": "1"}, "no variable says which part"},
		{"auto", vars{"JOB_COMPLETION_INDEX": "0"}, "nothing how many there are: write --shard auto/N"},
		{"auto/4", vars{"JOB_COMPLETION_INDEX": "4"}, "JOB_COMPLETION_INDEX is 4, and of 4 parts the first is 0 and the last 3"},
		{"auto", vars{"CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "4"}, "CI_NODE_INDEX is 0, and of 4 parts the first is 1 and the last 4"},
		{"auto", vars{"CI_NODE_INDEX": "5", "CI_NODE_TOTAL": "4"}, "CI_NODE_INDEX is 5"},
		{"auto", vars{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "many"}, "CI_NODE_TOTAL is not a number from 1"},
		{"auto/3", vars{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"}, "--shard auto/3: CI_NODE_TOTAL is 4"},
		{"auto/4", vars{"JOB_COMPLETION_INDEX": "one"}, "JOB_COMPLETION_INDEX is not a number"},
		{"auto/4", vars{"JOB_COMPLETION_INDEX": "0", "CI_NODE_INDEX": "1"}, "both JOB_COMPLETION_INDEX and CI_NODE_INDEX are set"},
		{"auto/0", vars{"JOB_COMPLETION_INDEX": "0"}, "the number of parts is from 1"},
		{"auto/x", vars{"JOB_COMPLETION_INDEX": "0"}, "the number of parts is from 1"},
	} {
		s := shardFlag{text: tt.text}
		part, from, err := s.find(term.Terminal{Env: func(name string) (string, bool) { v, ok := tt.env[name]; return v, ok }})
		got := part.String() + " " + from
		if err != nil {
			got = err.Error()
			if wrong, ok := errors.AsType[*cli.UsageError](err); !ok || wrong.Hint == "" {
				t.Errorf("%q with %v: not an error of the user with a hint: %v", tt.text, tt.env, err)
			}
		}
		if err != nil && !strings.Contains(got, tt.want) || err == nil && got != tt.want {
			t.Errorf("%q with %v: %q, want %q", tt.text, tt.env, got, tt.want)
		}
	}
}

// A part of what is chosen, or of what is not an inventory, is refused.
func TestShardOfWhat(t *testing.T) {
	for name, tt := range map[string]struct {
		nodes *Nodes
		args  []string
		want  string
	}{
		"no inventory": {&Nodes{}, []string{"HV01"}, "--shard needs an inventory"},
		"chosen nodes": {&Nodes{Inventory: "i.yaml"}, []string{"HV01"}, "--shard does not go with nodes"},
		"a cluster":    {&Nodes{Inventory: "i.yaml", Cluster: "HV"}, nil, "--shard does not go with nodes"},
	} {
		tt.nodes.shard.text = "0/2"
		var out bytes.Buffer
		_, err := tt.nodes.choose(term.Terminal{Err: &out}, tt.args)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
