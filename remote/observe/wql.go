package observe

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// namespace is one whose classes can be read, and how their names begin.
type namespace struct{ name, prefix string }

// normal is the query with its namespace in one spelling.
func (q WQL) normal() (*WQL, error) {
	space, err := namespaceOf(q.Namespace)
	if err != nil {
		return nil, err
	}
	q.Namespace = space.name
	if err := space.refuse(q.Class); err != nil {
		return nil, err
	}
	if len(q.Columns) == 0 || len(q.Columns) > mostColumns {
		return nil, refuse(fmt.Sprintf("%d columns of %s", len(q.Columns), q.Class), fmt.Sprintf("name 1 to %d columns", mostColumns), "wql", "columns")
	}
	for i, c := range q.Columns {
		if err := refuseColumn(c, "wql", "columns", strconv.Itoa(i)); err != nil {
			return nil, err
		}
	}
	if len(q.Where) > mostConditions {
		return nil, refuse(fmt.Sprintf("%d conditions for %s", len(q.Where), q.Class), fmt.Sprintf("name %d conditions at most", mostConditions), "wql", "where")
	}
	for _, c := range q.Where {
		if err := c.refuse(); err != nil {
			return nil, err
		}
	}
	return &q, nil
}

func namespaceOf(name string) (namespace, error) {
	var names []string
	for _, n := range namespaces {
		if strings.EqualFold(n.name, strings.ReplaceAll(name, `\`, "/")) {
			return n, nil
		}
		names = append(names, n.name)
	}
	return namespace{}, refuse(quoted(name)+" is not a namespace that can be read", "valid: "+strings.Join(names, ", "), "wql", "namespace")
}

// refuse is an *Error for a class that cannot be read.
func (n namespace) refuse(class string) error {
	fail := func(message, hint string) error { return refuse(message, hint, "wql", "class") }
	if !isWQLName.MatchString(class) {
		return fail(quoted(class)+" is not a class name", "write it like Win32_PowerPlan")
	}
	if len(class) < len(n.prefix) || !strings.EqualFold(class[:len(n.prefix)], n.prefix) {
		return fail(fmt.Sprintf("%s is not a class of %s that can be read", class, n.name), "name one that begins with "+n.prefix)
	}
	if like(deniedClasses, class) {
		return fail(class+" cannot be read: it does harm, takes long or may hold secrets", "no file lifts this limit: leave the entry out")
	}
	if word, ok := secretWord(secretWords, class); ok {
		return fail(fmt.Sprintf("%s has %q in its name and may hold secrets", class, word), "no file lifts this limit: leave the entry out")
	}
	return nil
}

// refuseColumn is an *Error for a column that cannot be read or compared with. To
// compare with a secret would tell it in the end.
func refuseColumn(column string, path ...string) error {
	if !isWQLName.MatchString(column) {
		return refuse(quoted(column)+" is not a column name", "write it like InstanceID", path...)
	}
	if name, ok := among(deniedColumns, column); ok {
		return refuse("the column "+name+" may hold secrets", "no file lifts this limit: leave it out", path...)
	}
	if word, ok := secretWord(secretWords, column); ok {
		return refuse(fmt.Sprintf("the column %s has %q in its name and may hold a secret", column, word), "no file lifts this limit: leave it out", path...)
	}
	return nil
}

func (c Condition) refuse() error {
	path := []string{"wql", "where", c.Column}
	if err := refuseColumn(c.Column, path...); err != nil {
		return err
	}
	set := 0
	for _, is := range []bool{c.Text != nil, c.Number != nil, c.Bool != nil} {
		if is {
			set++
		}
	}
	if set != 1 {
		return refuse(c.Column+" is compared with nothing", "write a text, a number, true or false", path...)
	}
	if c.Text != nil && (len(*c.Text) > mostTextLength || !utf8.ValidString(*c.Text) || strings.ContainsFunc(*c.Text, unprintable)) {
		return refuse("the text for "+c.Column+" is too long or has control characters", fmt.Sprintf("write one line of %d bytes at most", mostTextLength), path...)
	}
	return nil
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
