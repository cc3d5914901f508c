package remote

import (
	"context"
	"encoding/hex"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/observe"
)

// What a site's own requirements look at is asked by the calls of this file and by
// the commands of observedEvents. Each is measured by the limits of package observe
// right before it is sent, whoever has measured it before.

// Observable reports whether a target is within the limits of package observe, in the
// very spelling in which it is to be sent.
func Observable(t observe.Target) bool {
	normal, err := t.Normal()
	return err == nil && reflect.DeepEqual(normal, t)
}

// notObservable is the error for a target that is not.
func notObservable(op string) error {
	return &Error{Kind: Refused, Op: op, Text: "it is not within the limits of what a site's own requirement may look at"}
}

// RegistryValue is the name of a value and its type; the type is empty for one that
// cannot be observed.
type RegistryValue struct {
	Name string
	Type observe.Type
}

// ObservedKey lists all values of the key of an observed value in one message.
// Errors have kind Refused, NotFound when there is no such key, and AccessDenied.
func (s *Session) ObservedKey(ctx context.Context, r observe.Registry) ([]RegistryValue, error) {
	out, err := s.observeRegistry(ctx, enumValues, r)
	if err != nil {
		return nil, err
	}
	names, types := out["sNames"], out["Types"]
	if len(names) != len(types) {
		return nil, oddRegistry(r.Key, fmt.Sprintf("%d values have %d types", len(names), len(types)))
	}
	values := make([]RegistryValue, len(names))
	for i, number := range types {
		values[i] = RegistryValue{Name: names[i], Type: typeNumbers[strings.TrimSpace(number)]}
	}
	return values, nil
}

// typeNumbers are the types of values by their numbers in winnt.h.
var typeNumbers = map[string]observe.Type{
	"1": observe.String, "2": observe.ExpandString, "3": observe.Binary, "4": observe.DWORD, "7": observe.MultiString, "11": observe.QWORD,
}

// typedCalls are the calls that read a value of a type.
var typedCalls = map[observe.Type]string{
	observe.String: getStringValue, observe.ExpandString: getExpandedStringValue, observe.Binary: getBinaryValue,
	observe.DWORD: getDWORDValue, observe.MultiString: getMultiStringValue, observe.QWORD: getQWORDValue,
}

// TypedCall is the method of StdRegProv that reads a value of a type.
func TypedCall(t observe.Type) string { return typedCalls[t] }

// ObservedValue reads a value in one message. A text of type expand_sz comes with
// the node's variables in place. Errors have kind Refused, NotFound when there is no
// such key or value, WrongType and AccessDenied.
func (s *Session) ObservedValue(ctx context.Context, r observe.Registry) (facts.Datum, error) {
	method, ok := typedCalls[r.Type]
	if !ok {
		return facts.Datum{}, notObservable("read " + r.Key)
	}
	out, err := s.observeRegistry(ctx, method, r)
	if err != nil {
		return facts.Datum{}, err
	}
	datum, ok := readValue(r.Type, out)
	if !ok {
		return facts.Datum{}, oddRegistry(r.Key, "the answer holds no value of the type that was asked for")
	}
	return datum, nil
}

func oddRegistry(key, text string) error {
	return &Error{Kind: Malformed, Op: "read " + key, Text: text, Hint: "Look at the value on the node: it has another form than Windows gives it."}
}

// readValue reads the value of an answer. A list and binary data may be empty.
func readValue(t observe.Type, out Row) (facts.Datum, bool) {
	switch t {
	case observe.MultiString:
		return facts.Datum{List: append([]string{}, out["sValue"]...)}, true
	case observe.Binary:
		return readBytes(out["uValue"])
	case observe.String, observe.ExpandString:
		text, ok := out.Text("sValue")
		return facts.Datum{Text: &text}, ok
	}
	bits := 64
	if t == observe.DWORD {
		bits = 32
	}
	text, _ := out.Text("uValue")
	number, err := strconv.ParseUint(text, 10, bits)
	return facts.Datum{Number: &number}, err == nil
}

func readBytes(numbers []string) (facts.Datum, bool) {
	data := make([]byte, len(numbers))
	for i, text := range numbers {
		number, err := strconv.ParseUint(strings.TrimSpace(text), 10, 8)
		if err != nil {
			return facts.Datum{}, false
		}
		data[i] = byte(number)
	}
	digits := hex.EncodeToString(data)
	return facts.Datum{Text: &digits}, true
}

func (s *Session) observeRegistry(ctx context.Context, method string, r observe.Registry) (Row, error) {
	if !Observable(observe.Target{Registry: &r}) {
		return nil, notObservable("read " + r.Key)
	}
	call := registryCall{method: method, key: r.Key}
	if method != enumValues {
		call.value = r.Value
	}
	return retry(ctx, s, func() (Row, error) { return s.callRegistry(ctx, call, method != enumValues) })
}

// ObservedRows reads the rows of a class for one or several queries that differ in
// their columns alone; see Query for its messages and errors.
func (s *Session) ObservedRows(ctx context.Context, queries ...observe.WQL) ([]Row, error) {
	united := UniteObserved(queries...)
	for _, q := range queries {
		if !Observable(observe.Target{WQL: &q}) || !sameRows(q, united) {
			return nil, notObservable("read " + q.Namespace)
		}
	}
	return s.Query(ctx, united.Namespace, SelectObserved(united))
}

// sameRows reports whether two queries are for the same rows of the same class.
func sameRows(a, b observe.WQL) bool {
	a.Columns, b.Columns = nil, nil
	return observe.Target{WQL: &a}.ID() == observe.Target{WQL: &b}.ID()
}

// UniteObserved is the first of some queries with the columns of all.
func UniteObserved(queries ...observe.WQL) observe.WQL {
	var united observe.WQL
	for i, q := range queries {
		if i == 0 {
			united = observe.WQL{Namespace: q.Namespace, Class: q.Class, Where: q.Where}
		}
		for _, column := range q.Columns {
			if !slices.ContainsFunc(united.Columns, func(c string) bool { return strings.EqualFold(c, column) }) {
				united.Columns = append(united.Columns, column)
			}
		}
	}
	return united
}

// ObservedClass reports in two messages whether the account sees any row of a class,
// whatever the conditions of the query are: an account without rights sees none, and
// so does not learn by an empty answer that something does not exist.
func (s *Session) ObservedClass(ctx context.Context, q observe.WQL) (bool, error) {
	q.Where = nil
	if !Observable(observe.Target{WQL: &q}) {
		return false, notObservable("read " + q.Namespace)
	}
	return retry(ctx, s, func() (bool, error) { return s.anyRow(ctx, q.Namespace, SelectObserved(q)) })
}

// SelectObserved is the WQL of a query, which must be within the limits.
func SelectObserved(q observe.WQL) string {
	wql := "SELECT " + strings.Join(q.Columns, ",") + " FROM " + q.Class
	for i, c := range q.Where {
		joint := " AND "
		if i == 0 {
			joint = " WHERE "
		}
		wql += joint + c.Column + "=" + literal(c)
	}
	return wql
}

// literal is the constant of a condition in WQL.
func literal(c observe.Condition) string {
	switch {
	case c.Bool != nil:
		return strings.ToUpper(strconv.FormatBool(*c.Bool))
	case c.Number != nil:
		return strconv.FormatInt(*c.Number, 10)
	case c.Text != nil:
		return "'" + EscapeWQL(*c.Text) + "'"
	}
	return "NULL"
}

// EscapeWQL makes a text safe between single quotes in WQL.
func EscapeWQL(s string) string { return wqlText.Replace(s) }

var wqlText = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// observes reports whether the command is one for a site's own requirement that is
// within the limits. A command for the whole log stands for any event of it.
func (c Command) observes() bool {
	for _, p := range observedEvents() {
		if m := p.FindStringSubmatch(string(c)); m != nil {
			part := func(name, otherwise string) string {
				if i := p.SubexpIndex(name); i >= 0 {
					return m[i]
				}
				return otherwise
			}
			asked := observe.Events{Channel: part("channel", ""), Provider: part("provider", "any"),
				Within: time.Duration(number(part("window", "3600000"))) * time.Millisecond, Most: number(part("most", "1"))}
			for _, id := range eventID.FindAllStringSubmatch(part("ids", "EventID=1"), -1) {
				asked.IDs = append(asked.IDs, number(id[1]))
			}
			return Observable(observe.Target{Events: &asked})
		}
	}
	return false
}

var eventID = regexp.MustCompile(`EventID=([0-9]+)`)

// number reads digits that a pattern has found; one that is too long is none.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}
