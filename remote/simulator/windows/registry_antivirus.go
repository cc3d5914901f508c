package windows

import (
	"maps"
	"slices"
)

// Exclusions are what Microsoft Defender leaves alone.
type Exclusions struct {
	Paths     []string `yaml:"paths"`     // `%SystemRoot%\Cluster`
	Processes []string `yaml:"processes"` // "clussvc.exe"
}

const (
	keyDefender       = `SOFTWARE\Microsoft\Windows Defender`
	keyPolicyDefender = keyPolicies + `\Windows Defender`
	keyServices       = `SYSTEM\CurrentControlSet\Services`
)

// putAntivirus writes Defender's exclusions, where there is Defender, and the
// instances of filter drivers.
func (n *Node) putAntivirus(root *regKey) {
	if n.Defender != nil {
		root.create(keyDefender).setText("InstallLocation", `C:\Program Files\Windows Defender\`)
		n.Defender.put(root.create(keyDefender+`\Exclusions`), func(k *regKey, name string) { k.setDWORD(name, 0) })
	}
	if n.DefenderPolicy != nil {
		n.DefenderPolicy.put(root.create(keyPolicyDefender+`\Exclusions`), func(k *regKey, name string) { k.setText(name, "0") })
	}
	for _, service := range slices.Sorted(maps.Keys(n.Filters)) {
		instances := root.create(keyServices + `\` + service + `\Instances`)
		instances.setText("DefaultInstance", service)
		instance := instances.create(service)
		instance.setText("Altitude", n.Filters[service])
		instance.setDWORD("Flags", 0)
	}
}

// put writes what is excluded as names of values.
func (e Exclusions) put(k *regKey, exclude func(k *regKey, name string)) {
	k.create("Extensions")
	paths, processes := k.create("Paths"), k.create("Processes")
	for _, name := range e.Paths {
		exclude(paths, name)
	}
	for _, name := range e.Processes {
		exclude(processes, name)
	}
}

// windowsFilters are filter drivers of Windows itself, by service, with the
// altitudes that Microsoft has allocated to them.
func windowsFilters() map[string]string {
	return map[string]string{"FileInfo": "45000", "luafv": "135000"}
}

// recommendedExclusions are those that Microsoft recommends for every cluster.
func recommendedExclusions() *Exclusions {
	return &Exclusions{Paths: []string{`%SystemRoot%\Cluster`}, Processes: []string{"clussvc.exe", "rhs.exe"}}
}
