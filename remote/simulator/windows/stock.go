package windows

import (
	"fmt"
	"hash/fnv"
	"sync"
)

// Everything in this file is synthetic: it gives the answers of a node the size
// they have in the field, and stands for nothing that exists.

// stockSize is the number of feature packages, and a tenth of it about that of
// firewall rules.
const stockSize = 3000

// stockPackages are feature packages. Their keys are built once and shared by
// all nodes.
var stockPackages = sync.OnceValue(func() []*regKey {
	keys := make([]*regKey, stockSize)
	for i := range keys {
		k := newRegKey(fmt.Sprintf("Microsoft-Windows-Synthetic%04d-Package~31bf3856ad364e35~amd64~~6.1.7601.17514", i))
		k.setDWORD("CurrentState", packageInstalled)
		k.setDWORD("Visibility", 1)
		k.shared = true
		keys[i] = k
	}
	return keys
})

// packageInstalled is the CurrentState of a package that is in effect.
const packageInstalled = 0x70

// stockFirewallRules are inactive rules in the grammar of MS-GPFAS 2.2.2.19,
// none of them for a port that a cluster uses. They are built once and shared.
var stockFirewallRules = sync.OnceValue(func() []regValue {
	rules := make([]regValue, stockSize/10)
	for i := range rules {
		id := fmt.Sprintf("Synthetic-Service%03d-In-TCP", i)
		text := fmt.Sprintf("v2.10|Action=Allow|Active=FALSE|Dir=In|Protocol=6|Profile=Private|Profile=Domain|LPort=%d|"+
			`RA4=LocalSubnet|RA6=LocalSubnet|App=%%SystemRoot%%\system32\svchost.exe|Svc=Synthetic%03d|`+
			"Name=@synthetic.dll,-%d|Desc=@synthetic.dll,-%d|EmbedCtxt=@synthetic.dll,-%d|Edge=FALSE|",
			20000+i, i, 30000+i, 31000+i, 32000+i/5)
		rules[i] = regValue{name: id, kind: regSZ, data: text}
	}
	return rules
})

// syntheticGUID gives a GUID, always the same for the same arguments.
func syntheticGUID(what string, number int) string {
	h := fnv.New64a()
	fmt.Fprint(h, what, number)
	sum := h.Sum64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", uint32(sum), uint16(sum>>32), uint16(sum>>48)&0xfff, number&0xfff, sum&0xffffffffffff)
}
