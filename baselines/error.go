package baselines

import (
	"errors"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// ErrNoBaseline says that no embedded baseline is made for a node.
var ErrNoBaseline = errors.New("no embedded baseline")

// Position is where a value was written.
type Position = strict.Position

// Error is one thing that is wrong with a baseline. The position is zero when
// the fault lies in the reference to the baseline and not in a file.
type Error = strict.Error
