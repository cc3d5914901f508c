package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// openAtOnce opens a file for reading, which waits for nothing on Windows.
func openAtOnce(path string) (*os.File, error) { return os.Open(path) }

// ownerFault says why the owner or the access list of an open file makes it
// untrustworthy, and what to do; an empty reason when they do not.
func ownerFault(f *os.File, _ fs.FileInfo) (reason, remedy string, err error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", "", fmt.Errorf("find the current user: %w", err)
	}
	security, err := fileSecurity(windows.Handle(f.Fd()))
	if err != nil {
		return "", "", fmt.Errorf("read its access list: %w", err)
	}
	reason, remedy = security.fault(f.Name(), user.User.Sid.String())
	return reason, remedy, nil
}

// fileSecurity reads the owner and the access list of an open file.
func fileSecurity(h windows.Handle) (fileAccess, error) {
	sd, err := windows.GetSecurityInfo(h, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return fileAccess{}, err
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return fileAccess{}, err
	}
	access := fileAccess{}
	if owner != nil {
		access.owner = owner.String()
	}
	dacl, _, err := sd.DACL()
	if errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) || err == nil && dacl == nil {
		access.everyone = true
		return access, nil
	}
	if err != nil {
		return fileAccess{}, err
	}
	access.entries, err = accessEntries(dacl)
	return access, err
}

// accessEntries reads an access list. The SID of an entry of a kind that lays it out
// differently is left empty.
func accessEntries(dacl *windows.ACL) ([]accessEntry, error) {
	var all []accessEntry
	for i := range uint32(dacl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(dacl, i, &ace); err != nil {
			return nil, err
		}
		e := accessEntry{kind: ace.Header.AceType, flags: ace.Header.AceFlags, mask: uint32(ace.Mask)}
		if e.hasPlainSID() {
			e.sid = (*windows.SID)(unsafe.Pointer(&ace.SidStart)).String()
		}
		all = append(all, e)
	}
	return all, nil
}
