package windows

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// namespace holds tables by class name in lower case.
type namespace map[string]*wmiTable

func (ns namespace) add(t *wmiTable) { ns[strings.ToLower(t.class.name)] = t }

// wmiTable is a class with its instances.
type wmiTable struct {
	class *wmiClass
	rows  []wmiRow
	// onlyByName refuses a query that does not name the instances it wants,
	// as a scan of every file on a disk takes longer than any client waits.
	onlyByName bool
	// made, if set, gives instances that exist only for the query.
	made func(where *wqlCondition) []wmiRow
}

// wmiRow is one instance: the values that are not null, by column.
type wmiRow map[string]any

// selectRows answers a query on the table. Columns come in the order of the class.
func (t *wmiTable) selectRows(q *wqlQuery) ([]Instance, *WMIError) {
	wanted := make(map[string]bool, len(q.columns))
	for _, name := range q.columns {
		c, ok := t.class.column(name)
		if !ok {
			return nil, &WMIError{Kind: InvalidQuery, Detail: fmt.Sprintf("%s has no property %s", t.class.name, name)}
		}
		wanted[c.name] = true
	}
	if err := t.check(q.where); err != nil {
		return nil, &WMIError{Kind: InvalidQuery, Detail: err.Error()}
	}
	if t.onlyByName && !namesInstances(q.where) {
		return nil, &WMIError{Kind: InvalidQuery, Detail: t.class.name + " can only be asked for by Name"}
	}
	rows := t.rows
	if t.made != nil {
		rows = t.made(q.where)
	}
	var result []Instance
	for _, row := range rows {
		if !t.matches(q.where, row) {
			continue
		}
		i := Instance{Class: t.class.name, Star: q.star}
		for _, c := range t.class.columns {
			if q.star || wanted[c.name] {
				i.Properties = append(i.Properties, Property{Name: c.name, Value: c.valueOf(row)})
			}
		}
		result = append(result, i)
	}
	return result, nil
}

// check refuses a condition on an unknown column, on an array, or with a value
// that the column's type cannot have.
func (t *wmiTable) check(w *wqlCondition) error {
	if w == nil {
		return nil
	}
	if w.left != nil {
		if err := t.check(w.left); err != nil {
			return err
		}
		return t.check(w.right)
	}
	c, ok := t.class.column(w.column)
	if !ok {
		return fmt.Errorf("%s has no property %s", t.class.name, w.column)
	}
	switch c.kind {
	case wmiText, wmiTime:
		if w.literal.kind == 's' {
			return nil
		}
	case wmiNumber, wmiBigNumber:
		if _, err := strconv.ParseInt(w.literal.text, 10, 64); err == nil {
			return nil
		}
	case wmiBool:
		if _, err := strconv.ParseBool(w.literal.text); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%s cannot be compared with %q", c.name, w.literal.text)
}

// matches decides a condition. A comparison with null is never true.
func (t *wmiTable) matches(w *wqlCondition, row wmiRow) bool {
	switch {
	case w == nil:
		return true
	case w.operator == "AND":
		return t.matches(w.left, row) && t.matches(w.right, row)
	case w.operator == "OR":
		return t.matches(w.left, row) || t.matches(w.right, row)
	}
	c, _ := t.class.column(w.column)
	value, ok := row[c.name]
	if !ok || value == nil {
		return false
	}
	return c.equal(value, w.literal.text) == (w.operator == "=")
}

// equal compares a value with the text of a literal that check has passed.
func (c wmiColumn) equal(value any, literal string) bool {
	switch v := value.(type) {
	case bool:
		want, err := strconv.ParseBool(literal)
		return err == nil && v == want
	case time.Time:
		want, err := time.Parse(time.RFC3339Nano, literal)
		return err == nil && v.Equal(want)
	}
	return strings.EqualFold(fmt.Sprint(value), literal)
}

// namesInstances reports whether every alternative selects one Name.
func namesInstances(w *wqlCondition) bool {
	switch {
	case w == nil:
		return false
	case w.operator == "OR":
		return namesInstances(w.left) && namesInstances(w.right)
	case w.operator == "AND":
		return namesInstances(w.left) || namesInstances(w.right)
	}
	return w.operator == "=" && strings.EqualFold(w.column, "Name")
}
