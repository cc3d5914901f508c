package collector

import (
	"context"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/windows"
)

const (
	cimv2         = "root/cimv2"
	standardCimv2 = "root/StandardCimv2" // since Windows Server 2012

	osQuery = "SELECT CSName,Caption,Version,BuildNumber,ServicePackMajorVersion,OperatingSystemSKU," +
		"ProductType,OSLanguage,WindowsDirectory,InstallDate,LastBootUpTime,LocalDateTime FROM Win32_OperatingSystem"
)

// identity reads Win32_OperatingSystem, which every node has. It reports whether
// the node can be asked anything else.
func (c *collection) identity(ctx context.Context) bool {
	asked := c.now()
	rows, err := send(c, func() ([]remote.Row, error) { return c.session.Query(ctx, cimv2, osQuery) })
	answered := c.now()
	if err == nil && maskedIdentity(rows) {
		err = echoed()
	}
	rows, head := c.answered(osQuery, rows, err)
	if head.State != facts.Collected {
		c.node.Problem = head.Problem
		return false
	}
	os, ok := readOS(rows[0])
	if !ok || len(rows) != 1 {
		c.node.Problem = notCredible("Win32_OperatingSystem has no version or build number, or more than one row")
		return false
	}
	os.Section = head
	os.At = asked.UTC() // the windows of the events begin from here
	c.node.OS = os
	c.node.Clock = c.clock(rows[0], asked, answered)
	return true
}

// maskedIdentity reports whether something is masked of the answer that decides
// which node this is. The caption, which is for people only, does not.
func maskedIdentity(rows []remote.Row) bool {
	masked := func(s string) bool { return strings.Contains(s, mask.Mark) }
	for _, r := range rows {
		for name, values := range r {
			if masked(name) || name != "Caption" && slices.ContainsFunc(values, masked) {
				return true
			}
		}
	}
	return false
}

func readOS(r remote.Row) (facts.OS, bool) {
	var os facts.OS
	version, haveVersion := r.Text("Version")
	build, haveBuild := r.Int("BuildNumber")
	os.Version, os.Build = version, build
	os.HostName, _ = r.Text("CSName")
	os.Caption, _ = r.Text("Caption")
	os.Caption = strings.TrimSpace(os.Caption) // 2008 R2 ends it with a blank
	os.WindowsDir, _ = r.Text("WindowsDirectory")
	if pack, ok := r.Int("ServicePackMajorVersion"); ok {
		os.ServicePack = &pack
	}
	os.SKU, _ = r.Int("OperatingSystemSKU")
	os.ProductType, _ = r.Int("ProductType")
	os.Language, _ = r.Int("OSLanguage")
	os.LastBoot, _ = r.Time("LastBootUpTime")
	os.Installed, _ = r.Time("InstallDate")
	if coreSKU(os.SKU) {
		os.Installation = "core"
	}
	return os, haveVersion && version != "" && haveBuild && build > 0
}

// coreSKU reports whether an OperatingSystemSKU is one of Server Core. Other
// numbers prove nothing: later versions have the same for both installations.
// Source: Microsoft's support diagnostics.
func coreSKU(sku int) bool {
	switch sku {
	case 12, 13, 14, 42:
		return true
	}
	return false
}

// hasUBR reports whether Windows is 2016 or later, where the update build
// revision always exists and cumulative updates are not packaged by KB.
func hasUBR(os facts.OS) bool { return strings.HasPrefix(os.Version, "10.") }

// identityCommands are run in the first line of the shell, whatever else takes one.
func identityCommands() []remote.Command {
	return []remote.Command{remote.RegQuery(remote.KeyCurrentVersion), remote.RegQuery(remote.KeyTCP)}
}

// currentVersion adds what the registry knows of the identity. Nothing fails
// without it.
func (c *collection) currentVersion(t transcript) {
	keys, problem := t.keys(remote.RegQuery(remote.KeyCurrentVersion))
	key, ok := windows.FindKey(keys, remote.KeyCurrentVersion)
	if problem != nil || !ok {
		return
	}
	if ubr, ok := key.DWORD("UBR"); ok {
		c.node.OS.UBR = intOf(ubr)
	}
	switch v, _ := key.Value("InstallationType"); v.Data {
	case "Server Core":
		c.node.OS.Installation = "core"
	case "Server":
		c.node.OS.Installation = "full"
	}
}

func intOf(n uint32) *int {
	i := int(n)
	return &i
}
