package config

import (
	"fmt"
	"slices"
)

// fileAccess is who owns a file of Windows and who may do what with it. SIDs are in
// the form S-1-5-18.
type fileAccess struct {
	owner    string
	everyone bool // there is no access list: everyone may do everything
	entries  []accessEntry
}

// accessEntry is one entry of an access list ([MS-DTYP] 2.4.4).
type accessEntry struct {
	kind  uint8 // AceType
	flags uint8 // AceFlags
	mask  uint32
	sid   string
}

// Kinds of entries ([MS-DTYP] 2.4.4.1). Of all others, what they grant is not known.
const (
	accessAllowed         = 0x00
	accessDenied          = 0x01
	accessDeniedObject    = 0x06
	accessAllowedCallback = 0x09
	accessDeniedCallback  = 0x0a
	deniedCallbackObject  = 0x0c
)

// inheritOnly is the flag of an entry that is for what lies below a folder, and not
// for the object itself.
const inheritOnly = 0x08

// rightsToChange are the rights that let their holder change a file or who may change it:
// to write or append data, delete, write the access list or the owner, and the
// generic rights to write and to do everything ([MS-DTYP] 2.4.3).
const rightsToChange = 0x2 | 0x4 | 0x10000 | 0x40000 | 0x80000 | 0x40000000 | 0x10000000

// Well-known SIDs ([MS-DTYP] 2.4.2.4).
const (
	sidCreatorOwner   = "S-1-3-0"
	sidOwnerRights    = "S-1-3-4"
	sidSystem         = "S-1-5-18"
	sidAdministrators = "S-1-5-32-544"
)

// hasPlainSID reports whether the SID comes right after the mask.
func (e accessEntry) hasPlainSID() bool {
	return e.kind == accessAllowed || e.kind == accessAllowedCallback
}

// denies reports whether an entry takes rights away, which makes nothing worse.
func (e accessEntry) denies() bool {
	return slices.Contains([]uint8{accessDenied, accessDeniedObject, accessDeniedCallback, deniedCallbackObject}, e.kind)
}

// fault says why a file is not to be trusted by a user, and what to do; an empty
// reason when it is. That an earlier entry denies what a later one allows counts for
// nothing: it depends on the groups of whoever comes.
func (a fileAccess) fault(path, user string) (reason, remedy string) {
	owners := []string{user, sidSystem, sidAdministrators}
	if !slices.Contains(owners, a.owner) {
		return fmt.Sprintf("it belongs to another user (%s)", a.owner), `takeown /F "` + path + `"`
	}
	remedy = `icacls "` + path + `" /inheritance:r /grant:r "%USERNAME%:F"`
	if a.everyone {
		return "it has no access list, so every user can change it", remedy
	}
	for _, e := range a.entries {
		switch {
		case e.flags&inheritOnly != 0 || e.denies():
		case !e.hasPlainSID():
			return fmt.Sprintf("its access list has an entry of a kind that is not understood (%#x)", e.kind), remedy
		case e.mask&rightsToChange == 0:
		case !slices.Contains(append(owners, sidOwnerRights, sidCreatorOwner), e.sid):
			return fmt.Sprintf("other users can change it (%s)", e.sid), remedy
		}
	}
	return "", ""
}
