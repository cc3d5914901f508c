package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/windows"
)

// TestOwnerFault reads the access lists of files as Windows keeps them.
func TestOwnerFault(t *testing.T) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		t.Fatal(err)
	}
	everyone, err := windows.CreateWellKnownSid(windows.WinWorldSid)
	if err != nil {
		t.Fatal(err)
	}
	own := grant(user.User.Sid, windows.GENERIC_ALL)
	for _, tt := range []struct {
		name    string
		entries []windows.EXPLICIT_ACCESS
		reason  string
	}{
		{"the user alone", []windows.EXPLICIT_ACCESS{own}, ""},
		{"everyone may read", []windows.EXPLICIT_ACCESS{own, grant(everyone, windows.GENERIC_READ)}, ""},
		{"everyone may write", []windows.EXPLICIT_ACCESS{own, grant(everyone, windows.GENERIC_READ|windows.GENERIC_WRITE)}, "other users can change it (S-1-1-0)"},
		{"everyone may do everything", []windows.EXPLICIT_ACCESS{own, grant(everyone, windows.GENERIC_ALL)}, "other users can change it (S-1-1-0)"},
	} {
		path := filepath.Join(t.TempDir(), fileName)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := windows.ACLFromEntries(tt.entries, nil)
		if err != nil {
			t.Fatal(err)
		}
		const what = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
		if err := windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, what, nil, nil, list, nil); err != nil {
			t.Fatal(err)
		}
		f, err := openUsual(path)
		if f != nil {
			f.Close()
		}
		switch {
		case tt.reason == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.reason != "" && (err == nil || !strings.Contains(err.Error(), path+" is not read: "+tt.reason)):
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// grant gives rights to a SID.
func grant(sid *windows.SID, rights windows.ACCESS_MASK) windows.EXPLICIT_ACCESS {
	return windows.EXPLICIT_ACCESS{
		AccessPermissions: rights, AccessMode: windows.GRANT_ACCESS,
		Trustee: windows.TRUSTEE{TrusteeForm: windows.TRUSTEE_IS_SID, TrusteeValue: windows.TrusteeValueFromSID(sid)},
	}
}
