package inventory_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
)

// Each node comes with every setting filled in: its own, that of its cluster, or the
// default.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "inventory.yaml")
	const text = `format: 1
defaults: {user: 'CONTOSO\clusteraudit'}
clusters:
  - name: HVCLUSTER
    nodes:
      - HV01
      - {name: HV02, address: hv02.contoso.example, transport: https}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	all, err := inventory.Load(file, inventory.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range all.Nodes {
		fmt.Println(n.Cluster, n.Name, n.Transport, n.Address, n.Port, n.Auth, n.User)
	}
	// Output:
	// HVCLUSTER HV01 http HV01 5985 ntlm CONTOSO\clusteraudit
	// HVCLUSTER HV02 https hv02.contoso.example 5986 ntlm CONTOSO\clusteraudit
}
