package remote

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestSecretNeverPrints(t *testing.T) {
	s := NewSecret("hunter2-Zürich")
	c := Credentials{User: "u", Password: s}
	j, err := json.Marshal(struct {
		P Secret
		C Credentials
	}{s, c})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(s, c, &c, string(j)) + fmt.Sprintf("%s %v %+v %#v %q %x %d %#v %+v", s, s, s, s, s, s, s, c, &c)
	if strings.Contains(all, "hunter2") || strings.Contains(all, "68756e746572") {
		t.Errorf("the secret shows: %s", all)
	}
	if s.Reveal() != "hunter2-Zürich" {
		t.Error("Reveal does not give it back")
	}
}
