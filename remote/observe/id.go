package observe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ID names a normal target, so that two spellings of one thing have one name and two
// things never do: `registry hklm\system\currentcontrolset\services\disk timeoutvalue dword`.
// It is the key of what a node answered.
func (t Target) ID() string {
	switch {
	case t.Registry != nil:
		r := t.Registry
		return fmt.Sprintf("registry %s %s %s", name(r.Key), name(r.Value), r.Type)
	case t.Service != "":
		return "service " + name(t.Service)
	case t.WQL != nil:
		return "wql " + t.WQL.id()
	case t.File != nil:
		return fmt.Sprintf("file %s %s", name(t.File.Path), t.File.Property)
	case t.Events != nil:
		return "events " + t.Events.id()
	}
	return "cluster " + name(t.Cluster)
}

// name is a name of Windows, in which the case of letters does not count. One that
// has a blank or a quotation mark is quoted.
func name(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsAny(s, ` "'`) {
		return strconv.Quote(s)
	}
	return s
}

// id is the query as it could be sent, with columns and conditions in their order by name.
func (q *WQL) id() string {
	var columns, where []string
	for _, c := range q.Columns {
		columns = append(columns, name(c))
	}
	for _, c := range q.Where {
		where = append(where, name(c.Column)+"="+c.constant())
	}
	slices.Sort(columns)
	slices.Sort(where)
	s := fmt.Sprintf("%s %s %s", name(q.Namespace), name(q.Class), strings.Join(slices.Compact(columns), ","))
	if len(where) > 0 {
		s += " where " + strings.Join(slices.Compact(where), " and ")
	}
	return s
}

// constant is what a column is compared with. WQL compares texts without regard to case.
func (c Condition) constant() string {
	switch {
	case c.Text != nil:
		return strconv.Quote(strings.ToLower(*c.Text))
	case c.Number != nil:
		return strconv.FormatInt(*c.Number, 10)
	}
	return strconv.FormatBool(c.Bool != nil && *c.Bool)
}

func (e *Events) id() string {
	var ids []string
	for _, n := range slices.Compact(slices.Sorted(slices.Values(e.IDs))) {
		ids = append(ids, strconv.Itoa(n))
	}
	return fmt.Sprintf("%s %s %s within %s most %d", name(e.Channel), name(e.Provider), strings.Join(ids, ","), e.Within, e.Most)
}
