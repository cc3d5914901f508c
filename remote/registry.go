package remote

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// hiveLocalMachine is HKEY_LOCAL_MACHINE for StdRegProv.
const hiveLocalMachine = 0x80000002

// Return values of StdRegProv's methods.
const (
	registryOK        = 0
	registryNotFound  = 2
	registryWrongType = 2147749893 // WBEM_E_TYPE_MISMATCH
)

// RegistryKeys lists the names of a key's direct sub-keys in one message. Errors
// have kind Refused when the allow-list does not have this read of the key,
// NotFound when there is no such key and AccessDenied when it may not be read.
func (s *Session) RegistryKeys(ctx context.Context, key string) ([]string, error) {
	out, err := s.readRegistry(ctx, enumKey, key, "")
	return out["sNames"], err
}

// RegistryValues lists the names of a key's values in one message.
func (s *Session) RegistryValues(ctx context.Context, key string) ([]string, error) {
	out, err := s.readRegistry(ctx, enumValues, key, "")
	return out["sNames"], err
}

// RegistryDWORD reads one value in one message; kind WrongType means that the value
// has another type.
func (s *Session) RegistryDWORD(ctx context.Context, key, name string) (uint32, error) {
	out, err := s.readRegistry(ctx, getDWORDValue, key, name)
	if err != nil {
		return 0, err
	}
	text, _ := out.Text("uValue")
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, &Error{Kind: Malformed, Op: "read " + key, Text: "the value is not a number", Hint: "Look at the value on the node: it has another form than Windows gives it."}
	}
	return uint32(n), nil
}

// RegistryText reads one text in one message, in place of a variable at its beginning
// the value of it; kind WrongType means that it has another type.
func (s *Session) RegistryText(ctx context.Context, key, name string) (string, error) {
	method := getStringValue
	if name == ValueProgramData {
		method = getExpandedStringValue
	}
	out, err := s.readRegistry(ctx, method, key, name)
	if err != nil {
		return "", err
	}
	text, ok := out.Text("sValue")
	if !ok {
		return "", oddRegistry(key, "the value is not a text")
	}
	return text, nil
}

func (s *Session) readRegistry(ctx context.Context, method, key, name string) (Row, error) {
	return retry(ctx, s, func() (Row, error) { return s.stdRegProv(ctx, method, key, name) })
}

func (s *Session) stdRegProv(ctx context.Context, method, key, name string) (Row, error) {
	call := registryCall{method, key, name}
	if !registryCalls[call] {
		return nil, &Error{Kind: Refused, Op: "read " + key, Text: fmt.Sprintf("%s is not on the list of registry reads for this key", strings.TrimSpace(method+" "+name))}
	}
	return s.callRegistry(ctx, call, name != "")
}

// callRegistry calls a method of StdRegProv that the caller has found to be allowed.
func (s *Session) callRegistry(ctx context.Context, c registryCall, ofValue bool) (Row, error) {
	op := "read " + c.key
	path := strings.TrimPrefix(c.key, `HKLM\`)
	input := fmt.Sprintf(`<m:hDefKey>%d</m:hDefKey><m:sSubKeyName>%s</m:sSubKeyName>`, hiveLocalMachine, escape(path))
	if ofValue {
		input += `<m:sValueName>` + escape(c.value) + `</m:sValueName>`
	}
	body, err := s.call(ctx, op, request{action: stdRegProv + "/" + c.method, resource: stdRegProv,
		body: fmt.Sprintf(`<m:%s_INPUT xmlns:m="%s">%s</m:%[1]s_INPUT>`, c.method, stdRegProv, input)})
	if err == nil {
		err = s.hold(ctx, op, body)
	}
	if err != nil {
		return nil, err
	}
	output := body.child("", c.method+"_OUTPUT")
	if output == nil {
		return nil, s.fail(op, &Error{Kind: Malformed, Text: "the answer holds no output of " + c.method})
	}
	row := s.maskRows([]Row{readRow(output)})[0]
	return row, registryError(op, row)
}

// NoKey reports whether an error of a registry read proves that there is no such key or
// value: StdRegProv itself says so. A fault of the kind NotFound, which has a code, says
// that WMI has no StdRegProv, or does not show it, and so nothing of the key.
func NoKey(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == NotFound && e.Code == 0
}

func registryError(op string, row Row) error {
	text, _ := row.Text("ReturnValue")
	code, err := strconv.ParseUint(text, 10, 32)
	switch {
	case err != nil:
		return &Error{Kind: Malformed, Op: op, Text: "the answer holds no return value", Hint: notWinRM}
	case code == registryOK:
		return nil
	case code == registryNotFound:
		return &Error{Kind: NotFound, Op: op, Text: "there is no such key or value"}
	case deniedHint(uint32(code)) != "":
		return &Error{Kind: AccessDenied, Op: op, Code: uint32(code), Text: "access denied", Hint: "Give the account the right to read this key."}
	case code == registryWrongType:
		return &Error{Kind: WrongType, Op: op, Text: "the value has another type"}
	}
	return &Error{Kind: Fault, Op: op, Code: uint32(code), Text: "the registry provider refused"}
}
