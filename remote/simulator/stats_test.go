package simulator

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func TestProfilesAreCounted(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	c := connect(t, f)
	create := func(option string) string { return message(actionCreate, shellResource, option, createBody) }
	for _, tt := range []struct {
		name, option string
		want         int // so far
	}{
		{"said TRUE", noProfile, 0},
		{"said nothing", "", 1},
		{"said FALSE", `<w:OptionSet><w:Option Name="WINRS_NOPROFILE">FALSE</w:Option></w:OptionSet>`, 2},
		{"said TRUE again", noProfile, 2},
	} {
		c.ask(create(tt.option))
		if got := f.Stats("NODE1").Profiles; got != tt.want {
			t.Errorf("%s: %d profiles, want %d", tt.name, got, tt.want)
		}
	}
}

func TestHandshakesAreCounted(t *testing.T) {
	f := farmOf(t, &windows.Node{}, &fakeWindows{}, Options{})
	wrong := testAccount
	wrong.Password = "wrong"
	for n, account := range []windows.Account{testAccount, wrong, testAccount} {
		c := dial(t, f.Endpoints()[0])
		c.logon(account, nil)
		if got, want := f.Stats("NODE1").Handshakes, []int{1, 1, 2}[n]; got != want {
			t.Errorf("%d handshakes after logon %d, want %d", got, n+1, want)
		}
	}
}
