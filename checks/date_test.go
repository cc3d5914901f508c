package checks

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDateOf(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	for _, tt := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"no time", time.Time{}, ""},
		{"UTC", time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), "2026-12-31"},
		{"still yesterday in UTC", time.Date(2027, 1, 1, 8, 59, 59, 0, tokyo), "2026-12-31"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := DateOf(tt.at).String(); got != tt.want {
				t.Errorf("DateOf(%s) = %q, want %q", tt.at, got, tt.want)
			}
		})
	}
}

func TestDateInJSON(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Date
		invalid    bool
	}{
		{name: "a day", text: `{"expires":"2026-12-31"}`, want: Date{2026, 12, 31}},
		{name: "the first day there is", text: `{"expires":"0001-01-01"}`, want: Date{1, 1, 1}},
		{name: "none", text: `{}`},
		{name: "not in the calendar", text: `{"expires":"2026-02-30"}`, invalid: true},
		{name: "with a time", text: `{"expires":"2026-12-31T00:00:00Z"}`, invalid: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got struct {
				Expires Date `json:"expires,omitzero"`
			}
			err := json.Unmarshal([]byte(tt.text), &got)
			if tt.invalid != (err != nil) || got.Expires != tt.want {
				t.Fatalf("%s reads as %v, %v", tt.text, got.Expires, err)
			}
			if written, err := json.Marshal(got); !tt.invalid && (err != nil || string(written) != tt.text) {
				t.Errorf("it is written as %s, %v", written, err)
			}
		})
	}
}

func TestDateCompare(t *testing.T) {
	inOrder := []Date{{}, {1, 1, 1}, {2026, 1, 31}, {2026, 2, 1}, {2026, 12, 31}, {2027, 1, 1}}
	for i, a := range inOrder {
		for j, b := range inOrder {
			if got := a.Compare(b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s compared with %s is %d", a, b, got)
			}
		}
	}
}
