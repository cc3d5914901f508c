package windows

import "strings"

// Return values of StdRegProv.
const (
	regOK           = 0
	regBadFunction  = 1
	regNotFound     = 2
	regAccessDenied = 5
	regWrongType    = 2147749893 // WBEM_E_TYPE_MISMATCH, 0x80041005
)

// hiveLocalMachine is the hDefKey of HKEY_LOCAL_MACHINE.
const hiveLocalMachine = "2147483650"

// Registry answers one StdRegProv method, "GetDWORDValue". The result is the
// content of the _OUTPUT element, ReturnValue included.
func (m *Machine) Registry(method string, in map[string]string) ([]Property, *WMIError) {
	answer, ok := regMethods[method]
	if !ok {
		return nil, &WMIError{Kind: InvalidQuery, Detail: "StdRegProv has no method " + method}
	}
	if in["hDefKey"] != hiveLocalMachine {
		return answer(nil, "", regBadFunction), nil
	}
	key, denied := m.hive.open(in["sSubKeyName"])
	switch {
	case denied:
		return answer(nil, "", regAccessDenied), nil
	case key == nil:
		return answer(nil, "", regNotFound), nil
	}
	out := answer(key, in["sValueName"], regOK)
	if method == "GetExpandedStringValue" {
		m.node.OS.expand(out)
	}
	return out, nil
}

// regMethods are the methods. With another code than regOK there is no key and
// the answer has that code and null results.
var regMethods = map[string]func(key *regKey, value string, code int) []Property{
	"EnumKey":                enumKey,
	"EnumValues":             enumValues,
	"GetDWORDValue":          readDWORD,
	"GetQWORDValue":          readQWORD,
	"GetStringValue":         readString(regSZ),
	"GetExpandedStringValue": readString(regExpandSZ),
	"GetMultiStringValue":    readMultiString,
	"GetBinaryValue":         readBinary,
}

func enumKey(key *regKey, _ string, code int) []Property {
	var names []string
	if code == regOK {
		for _, s := range key.subkeys {
			names = append(names, s.name)
		}
	}
	return []Property{{"ReturnValue", code}, {"sNames", names}}
}

func enumValues(key *regKey, _ string, code int) []Property {
	var names []string
	var types []int
	if code == regOK {
		for _, v := range key.values {
			names, types = append(names, v.name), append(types, int(v.kind))
		}
	}
	return []Property{{"ReturnValue", code}, {"sNames", names}, {"Types", types}}
}

func readDWORD(key *regKey, value string, code int) []Property {
	data, code := readValue(key, value, regDWORD, code)
	var number any
	if n, ok := data.(uint32); ok {
		number = int(n)
	}
	return []Property{{"ReturnValue", code}, {"uValue", number}}
}

func readQWORD(key *regKey, value string, code int) []Property {
	data, code := readValue(key, value, regQWORD, code)
	return []Property{{"ReturnValue", code}, {"uValue", data}}
}

func readString(kind regType) func(key *regKey, value string, code int) []Property {
	return func(key *regKey, value string, code int) []Property {
		data, code := readValue(key, value, kind, code)
		return []Property{{"ReturnValue", code}, {"sValue", data}}
	}
}

func readBinary(key *regKey, value string, code int) []Property {
	data, code := readValue(key, value, regBinary, code)
	bytes, _ := data.([]byte)
	return []Property{{"ReturnValue", code}, {"uValue", bytes}}
}

func readMultiString(key *regKey, value string, code int) []Property {
	data, code := readValue(key, value, regMultiSZ, code)
	texts, _ := data.([]string)
	return []Property{{"ReturnValue", code}, {"sValue", texts}}
}

// readValue gives the data of a value of one type, nil with another code than regOK.
func readValue(key *regKey, value string, kind regType, code int) (any, int) {
	if code != regOK {
		return nil, code
	}
	i := key.indexOf(value)
	switch {
	case i < 0:
		return nil, regNotFound
	case key.values[i].kind != kind:
		return nil, regWrongType
	}
	return key.values[i].data, regOK
}

// expand puts the values of the system's variables in place of their names, in
// every text of an answer.
func (o OS) expand(out []Property) {
	for i := range out {
		if text, ok := out[i].Value.(string); ok {
			out[i].Value = o.expandPath(text)
		}
	}
}

// expandPath does so in a path. Names of variables are in any case of letters.
func (o OS) expandPath(path string) string {
	for name, value := range o.variables() {
		if rest, ok := cutPrefixFold(path, "%"+name+"%"); ok {
			return value + rest
		}
	}
	return path
}

// variables are those of the system that paths begin with.
func (o OS) variables() map[string]string {
	drive := o.windowsDir()[:2]
	return map[string]string{
		"SystemRoot": o.windowsDir(), "windir": o.windowsDir(), "SystemDrive": drive,
		"ProgramFiles": drive + `\Program Files`, "ProgramFiles(x86)": drive + `\Program Files (x86)`,
		"CommonProgramFiles": drive + `\Program Files\Common Files`, "ProgramData": drive + `\ProgramData`,
	}
}

func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
