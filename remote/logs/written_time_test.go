package logs

import (
	"testing"
	"time"
)

func TestParseWritten(t *testing.T) {
	const at = "2011-12-13 22:13:18"
	for text, order := range map[string]DateOrder{
		"12/13/2011 10:13:18 PM": MDY, "13/12/2011 22:13:18": DMY, "13.12.2011 22:13:18": DMY, "13. 12. 2011 22:13:18": DMY,
		"13.12.2011 22.13.18": DMY, "2011-12-13 22:13:18": "", "2011-12-13T22:13:18": "", "2011/12/13 下午 10:13:18": "", "2011/12/13 午後 10:13:18": "",
		"2011-12-13 오후 10:13:18": "", "2011年12月13日 22:13:18": "", "13/12/2011 10:13:18 p. m.": DMY, "13/12/2011 10:13:18 μ.μ.": DMY,
		"12/13/2011\u202f10:13:18\u00a0PM": MDY, "\u200e12\u200e/\u200e13\u200e/\u200e2011\u200e \u200e10\u200e:\u200e13\u200e:\u200e18\u200e \u200ePM": MDY,
		"13-Dec-2011 22:13:18": "", "December 13, 2011 10:13:18 PM": "", "13-12-2011 22:13:18": DMY, "13/12/11 22:13:18": DMY, "11/12/13 22:13:18": YMD,
		"2011. 12. 13. 22:13:18": "", `"13/12/2011, 22:13:18"`: DMY,
	} {
		w, ok := parseWritten(text)
		got, fits := w.at(order)
		if !ok || !fits || !w.hasTime || w.zoned || got.Format(time.DateTime) != at {
			t.Errorf("%q: %v %v %v", text, got, ok, fits)
		}
	}
	for text, want := range map[string]time.Duration{
		"2011-12-13T22:13:18.1234567Z": 0, "2011-12-13T22:13:18+08:00": 8 * time.Hour, "2011-12-13 22:13:18.5 -0330": -210 * time.Minute,
	} {
		if w, ok := parseWritten(text); !ok || !w.zoned || w.offset != want || w.clock.Truncate(time.Second) != 22*time.Hour+13*time.Minute+18*time.Second {
			t.Errorf("%q: %+v %v", text, w, ok)
		}
	}
	for text, want := range map[string]string{"1/2/2011 12:00:00 AM": "00:00:00", "1/2/2011 12:30 PM": "12:30:00", "1/2/2011 1:00:00 AM": "01:00:00", "1/2/2011 0:05:00": "00:05:00"} {
		w, ok := parseWritten(text)
		if got, _ := w.at(DMY); !ok || got.Format(time.TimeOnly) != want {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "x", "12", "1135", "10.1.2.3", "12/13", "1/2/3", "2011/2011/1 10:00:00", "13/12/2011 25:00:00", "13/12/2011 10:61:00", "13/12/2011 10:13:18 XX",
		"13/12/2011 10", "13/12/2011 at 10:13:18 now", "2011-12-13T10:13:18+99:00", "123/1/2011 10:00:00", "1.2.2011.4", "fe80::1",
	} {
		if w, ok := parseWritten(text); ok && w.hasTime {
			t.Errorf("%q: %+v", text, w)
		}
	}
	if w, ok := parseWritten("31/02/2011 10:00:00"); !ok {
		t.Error("not a date")
	} else if _, ok := w.at(DMY); ok {
		t.Error("the 31st of February")
	}
}
