package flags

import (
	"fmt"
	"strconv"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/fleet"
)

// memberLimit is the value of --max-members: how many members a cluster may
// have to be read by what one of its nodes says, 1 to fleet.MaxMembers.
type memberLimit int

// usualMembers is the limit unless stated: the most nodes that any version of
// Windows Server allows in a failover cluster.
const usualMembers memberLimit = 64

func (m *memberLimit) String() string { return strconv.Itoa(int(*m)) }

// Set takes the limit from the command line, the environment or a file.
func (m *memberLimit) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > fleet.MaxMembers {
		return cli.WrongValue(fmt.Sprintf("is not a number from 1 to %d", fleet.MaxMembers))
	}
	*m = memberLimit(n)
	return nil
}

// Type is what the flag is to the configuration's schema.
func (m *memberLimit) Type() string { return "int" }
