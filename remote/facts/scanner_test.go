package facts

import (
	"encoding/json"
	"strings"
	"testing"
)

// The scanner ends each value where the decoder does: a key after it is found, and one
// in a text is not.
func TestScannerEndsValues(t *testing.T) {
	for _, value := range []string{
		`"\\"`, `"\""`, `"\\\""`, `"{\"x\":1,\"x\":2}"`, `""`, `"é"`, "-1.5e+3", "true", "null", "[]", "{}", `[[],{"x":[1,"]"]}]`, " [ 1 , 2 ] ",
	} {
		twice := `{"a":` + value + `,"b":1,"b":2}`
		if !json.Valid([]byte(twice)) {
			t.Fatalf("the case %s is not JSON", value)
		}
		if err := checkKeys([]byte(twice), nil); err == nil || !strings.Contains(err.Error(), `"b" is written twice`) {
			t.Errorf("%s: %v", twice, err)
		}
		if once := `{"a":` + value + `,"b":1}`; checkKeys([]byte(once), nil) != nil {
			t.Errorf("%s: %v", once, checkKeys([]byte(once), nil))
		}
	}
}

// A key is what the decoder makes of it, however it is written.
func TestScannerReadsKeysAsTheDecoderDoes(t *testing.T) {
	for _, document := range []string{`{"name":1,"n\u0061me":2}`, `{"é":1,"\u00e9":2}`, "{\"\xff\":1,\"\xfe\":2}", `{"\"":1,"\u0022":2}`} {
		if err := checkKeys([]byte(document), nil); err == nil || !strings.Contains(err.Error(), "written twice") {
			t.Errorf("%s: %v", document, err)
		}
	}
}

// Going through a document makes work in proportion to its length.
func TestScannerIsLinear(t *testing.T) {
	allocations := func(n int) float64 {
		document := []byte("[" + strings.Repeat(`{"a":1,"b":{"c":"text"}},`, n) + "0]")
		return testing.AllocsPerRun(3, func() {
			if err := checkKeys(document, nil); err != nil {
				t.Fatal(err)
			}
		})
	}
	if small, large := allocations(500), allocations(1000); large > 2.2*small {
		t.Errorf("%.0f allocations, and %.0f for twice the length", small, large)
	}
}
