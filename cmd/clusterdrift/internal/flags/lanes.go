package flags

import (
	"strings"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// lanesFlag is the value of a flag that is a number of lanes.
type lanesFlag struct{ lanes *fleet.Lanes }

// laneWords are the values of the flag.
func laneWords() []string { return []string{autoWord, "1", "2"} }

func (l lanesFlag) String() string {
	if l.lanes == nil { // pflag asks a zero value
		return ""
	}
	return map[fleet.Lanes]string{fleet.AutoLanes: autoWord, fleet.OneLane: "1", fleet.TwoLanes: "2"}[*l.lanes]
}

// Set takes the word from the command line, the environment or a file.
func (l lanesFlag) Set(text string) error {
	lanes, ok := map[string]fleet.Lanes{autoWord: fleet.AutoLanes, "1": fleet.OneLane, "2": fleet.TwoLanes}[text]
	if !ok {
		return cli.WrongValue("is not one of " + strings.Join(laneWords(), ", "))
	}
	*l.lanes = lanes
	return nil
}

// Type is what the flag is to the help and to the configuration's schema.
func (l lanesFlag) Type() string { return "intOrAuto" }
