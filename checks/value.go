package checks

// Value is what a finding wants or got, for programs: a number, a text, a yes or no, a
// list, or what a number is to be between. A finding that has more to say has none.
type Value struct {
	Number *float64 `json:"number,omitempty"`
	Text   *string  `json:"text,omitempty"`
	Bool   *bool    `json:"bool,omitempty"`
	List   []string `json:"list,omitempty"` // any of these is wanted, or all of these were found
	Min    *float64 `json:"min,omitempty"`  // of what is wanted; nil: no bound
	Max    *float64 `json:"max,omitempty"`
	Unit   string   `json:"unit,omitempty"` // of numbers: UnitMilliseconds, ...; empty: they count, or have none
}

// Units of values.
const (
	UnitMilliseconds = "ms"
	UnitSeconds      = "s"
	UnitPercent      = "%"
)

func numberOf(n int, unit string) *Value { return &Value{Number: new(float64(n)), Unit: unit} }

func textOf(text string) *Value { return &Value{Text: &text} }

func boolOf(is bool) *Value { return &Value{Bool: &is} }

func listOf(texts []string) *Value { return &Value{List: texts} }

// inBounds is a range; nil: no bound, and without any it is not a value.
func inBounds(least, most *int, unit string) *Value {
	if least == nil && most == nil {
		return nil
	}
	v := Value{Unit: unit}
	if least != nil {
		v.Min = new(float64(*least))
	}
	if most != nil {
		v.Max = new(float64(*most))
	}
	return &v
}

// gotValue adds what was observed as a value.
func (v verdict) gotValue(got *Value) verdict {
	v.value = got
	return v
}

// wanting adds what is wanted as a value.
func (f Finding) wanting(want *Value) Finding {
	f.WantValue = want
	return f
}
