package windows

import (
	"encoding/hex"
	"fmt"
)

// putValue adds one value of a description.
func putValue(root *regKey, v RegistryValue) error {
	path, ok := belowLocalMachine(v.Key)
	if !ok {
		return fmt.Errorf("registry key %q: not below %s", v.Key, localMachine)
	}
	key := root.create(path)
	if v.Type == "" {
		return nil
	}
	kind, data, err := v.decode()
	if err != nil {
		return fmt.Errorf("registry value %q of %q: %w", v.Name, v.Key, err)
	}
	key.set(v.Name, kind, data)
	return nil
}

// decode turns the data of a description into that of a regValue.
func (v RegistryValue) decode() (regType, any, error) {
	text, isText := v.Data.(string)
	switch v.Type {
	case "REG_SZ":
		return regSZ, text, mustBe("text", isText)
	case "REG_EXPAND_SZ":
		return regExpandSZ, text, mustBe("text", isText)
	case "REG_MULTI_SZ":
		texts, ok := textList(v.Data)
		return regMultiSZ, texts, mustBe("a list of texts", ok)
	case "REG_DWORD":
		number, ok := v.Data.(int)
		return regDWORD, uint32(number), mustBe("a number from 0 to 4294967295", ok && number == int(uint32(number)))
	case "REG_QWORD":
		number, ok := v.Data.(int)
		return regQWORD, uint64(number), mustBe("a number from 0 on", ok && number >= 0)
	case "REG_BINARY":
		data, err := hex.DecodeString(text)
		return regBinary, data, mustBe("hex digits", isText && err == nil)
	}
	return 0, nil, fmt.Errorf("unknown type %q", v.Type)
}

func mustBe(what string, ok bool) error {
	if !ok {
		return fmt.Errorf("data must be %s", what)
	}
	return nil
}

// textList takes []string, or []any of texts as YAML gives it.
func textList(data any) ([]string, bool) {
	if texts, ok := data.([]string); ok {
		return texts, true
	}
	items, ok := data.([]any)
	if !ok {
		return nil, false
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}
