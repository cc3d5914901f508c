package findings

import (
	"slices"
	"testing"
)

func TestStepsOf(t *testing.T) {
	tests := []struct {
		name, in string
		want     []Step
	}{
		{"nothing", "", nil},
		{"sentence", "Restart the node.", []Step{{"Restart the node.", false}}},
		{"two lines", "Do this.\nThen that.\n", []Step{{"Do this.", false}, {"Then that.", false}}},
		{"indented command", "Run:\n  netsh show\n", []Step{{"Run:", false}, {"netsh show", true}}},
		{"quoted command", "Run `netsh show`, then wait.", []Step{{"Run", false}, {"netsh show", true}, {"Then wait.", false}}},
		{"command at the end", "Run `netsh show`.", []Step{{"Run", false}, {"netsh show", true}}},
		{
			"command in brackets", "Pause it (`cluster.exe node /pause`), then install.",
			[]Step{{"Pause it", false}, {"cluster.exe node /pause", true}, {"Then install.", false}},
		},
		{
			"command in an aside", "See who is up (`cluster.exe node` on old nodes) and wait.",
			[]Step{{"See who is up (`cluster.exe node` on old nodes) and wait.", false}},
		},
		{"quoted word", "Set `chimney` to disabled.", []Step{{"Set chimney to disabled.", false}}},
		{"half a quotation", "Set `chimney to disabled.", []Step{{"Set `chimney to disabled.", false}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := StepsOf(tt.in); !slices.Equal(got, tt.want) {
				t.Errorf("stepsOf(%q) = %v, want %v", tt.in, got, tt.want)
			}
		})
	}
}
