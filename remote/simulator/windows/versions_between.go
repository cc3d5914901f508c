package windows

// Builds between the versions of Windows Server at which something changed that
// is simulated. They are those of Windows 10 and of the semi-annual channel.
const (
	build10   = 10240
	build1709 = 16299
	build1903 = 18362
)

// earlier is every build before 2008 R2; nothing of it is simulated but the
// number of its version.
func earlier() version {
	return version{changes: func(r *release) {
		release2008R2(r)
		r.kernel = "6.0"
	}}
}

func windows10() version {
	return version{build: build10, changes: func(r *release) { r.kernel = "10.0" }}
}

// version1709 is the first with the Firewall CSP; a recorded Windows 10 has its
// key, and nothing in it.
func version1709() version {
	return version{build: build1709, changes: func(r *release) { r.firewallCSP = true }}
}

func version1903() version {
	return version{build: build1903, changes: func(r *release) { r.firewallPolicy = 0x21e }}
}
