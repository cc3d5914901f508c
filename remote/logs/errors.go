package logs

import (
	"fmt"

	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// DateOrderError is the error of Open about a text whose dates have two meanings.
type DateOrderError struct {
	Path    string
	Example string // a date as it is written: "05/06/2011 10:13:18"
}

// Error says which file, shows a date, and names the setting.
func (e *DateOrderError) Error() string {
	return fmt.Sprintf("%s: nothing in the file shows whether %q has the day or the month first\nState the order with %s: dmy, mdy or ymd.",
		e.Path, e.Example, setting.DateOrder)
}
