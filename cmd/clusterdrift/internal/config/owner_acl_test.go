package config

import "testing"

// The decision about a file of Windows. SIDs of users are made up.
func TestFileAccessFault(t *testing.T) {
	const (
		me, other     = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
		users, world  = "S-1-5-32-545", "S-1-1-0"
		authenticated = "S-1-5-11"
		full          = 0x1f01ff
		modify        = 0x1301bf
		readExecute   = 0x1200a9
	)
	allow := func(sid string, mask uint32) accessEntry {
		return accessEntry{kind: accessAllowed, mask: mask, sid: sid}
	}
	own := []accessEntry{allow(sidSystem, full), allow(sidAdministrators, full), allow(me, full)}
	with := func(e ...accessEntry) fileAccess { return fileAccess{owner: me, entries: append(e, own...)} }
	for _, c := range []struct {
		name   string
		access fileAccess
		reason string
	}{
		{"a file of the profile", with(), ""},
		{"a file of the administrators", fileAccess{owner: sidAdministrators, entries: own}, ""},
		{"a file of the system", fileAccess{owner: sidSystem, entries: own}, ""},
		{"an empty access list", fileAccess{owner: me}, ""},
		{"others may read", with(allow(users, readExecute), allow(world, 0x120089)), ""},
		{"others may write attributes", with(allow(users, 0x110&^0x10|0x100)), ""},
		{"owner rights", with(allow(sidOwnerRights, full), allow(sidCreatorOwner, full)), ""},
		{"for what lies below a folder", with(accessEntry{kind: accessAllowed, flags: inheritOnly | 0x3, mask: full, sid: users}), ""},
		{"inherited, and for the file", with(accessEntry{kind: accessAllowed, flags: 0x10, mask: modify, sid: authenticated}), "other users can change it (S-1-5-11)"},
		{"others are denied", with(accessEntry{kind: accessDenied, mask: full}, accessEntry{kind: accessDeniedObject, mask: full}, accessEntry{kind: accessDeniedCallback, mask: full}, accessEntry{kind: deniedCallbackObject, mask: full}), ""},
		{"denied first, allowed then", with(accessEntry{kind: accessDenied, mask: full, sid: users}, allow(users, modify)), "other users can change it (S-1-5-32-545)"},
		{"another owner", fileAccess{owner: other, entries: own}, "it belongs to another user (S-1-5-21-1-2-3-1002)"},
		{"an owner that is a group of many", fileAccess{owner: users, entries: own}, "it belongs to another user (S-1-5-32-545)"},
		{"no owner", fileAccess{entries: own}, "it belongs to another user ()"},
		{"no access list", fileAccess{owner: me, everyone: true}, "it has no access list, so every user can change it"},
		{"write data", with(allow(other, 0x2)), "other users can change it (S-1-5-21-1-2-3-1002)"},
		{"append data", with(allow(other, 0x4)), "other users can change it (S-1-5-21-1-2-3-1002)"},
		{"delete", with(allow(other, 0x10000)), "other users can change it (S-1-5-21-1-2-3-1002)"},
		{"write the access list", with(allow(other, 0x40000)), "other users can change it (S-1-5-21-1-2-3-1002)"},
		{"write the owner", with(allow(other, 0x80000)), "other users can change it (S-1-5-21-1-2-3-1002)"},
		{"generic write", with(allow(world, 0x40000000)), "other users can change it (S-1-1-0)"},
		{"generic all", with(allow(world, 0x10000000)), "other users can change it (S-1-1-0)"},
		{"on a condition", with(accessEntry{kind: accessAllowedCallback, mask: modify, sid: users}), "other users can change it (S-1-5-32-545)"},
		{"on a condition, to the user", with(accessEntry{kind: accessAllowedCallback, mask: modify, sid: me}), ""},
		{"an entry for objects", with(accessEntry{kind: 0x05, mask: 0x1}), "its access list has an entry of a kind that is not understood (0x5)"},
		{"an entry of the future", with(accessEntry{kind: 0x42}), "its access list has an entry of a kind that is not understood (0x42)"},
	} {
		reason, remedy := c.access.fault(`C:\x\clusterdrift.yaml`, me)
		if reason != c.reason || (remedy == "") != (reason == "") && c.reason != "" {
			t.Errorf("%s: %q, %q; want %q", c.name, reason, remedy, c.reason)
		}
	}
}
