package windows

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
	return answer(key, in["sValueName"], regOK), nil
}

// regMethods are the methods. With another code than regOK there is no key and
// the answer has that code and null results.
var regMethods = map[string]func(key *regKey, value string, code int) []Property{
	"EnumKey":             enumKey,
	"EnumValues":          enumValues,
	"GetDWORDValue":       readDWORD,
	"GetStringValue":      readString,
	"GetMultiStringValue": readMultiString,
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

func readString(key *regKey, value string, code int) []Property {
	data, code := readValue(key, value, regSZ, code)
	return []Property{{"ReturnValue", code}, {"sValue", data}}
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
