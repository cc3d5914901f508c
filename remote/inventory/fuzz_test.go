package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict/stricttest"
)

// FuzzLoad: no text makes the loader panic, and what loads can be formatted and
// loaded again as the same nodes.
func FuzzLoad(f *testing.F) {
	stricttest.AddFiles(f, "testdata/*.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		nodes, err := loadNodes("fuzz.yaml", data, Settings{})
		if err != nil {
			return
		}
		text, err := Format(nodes, "fuzz.yaml")
		if err != nil {
			t.Fatalf("it loads, but is not formatted: %v", err)
		}
		again, err := loadNodes("fuzz.yaml", text, Settings{})
		if err != nil {
			t.Fatalf("the formatted inventory is refused: %v\n%s", err, text)
		}
		if diff := cmp.Diff(nativeFiles(t, nodes), nativeFiles(t, again)); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}

// FuzzAnsible: no inventory of Ansible makes the loader panic, and what can be
// written in our own format comes back as it was.
func FuzzAnsible(f *testing.F) {
	f.Add("[a]\nhv01 ansible_host=192.0.2.1 ansible_port=5986 ansible_user='CONTOSO\\audit'\n")
	f.Add("[a]\nhv[1:2] ansible_connection=psrp ansible_psrp_auth=kerberos\n[a:vars]\nclusterdrift_cluster=b\n")
	f.Add("[a]\nhv01:5985 ansible_password=x ansible_winrm_transport=['ntlm']\nweb ansible_connection=ssh\n")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := loadAnsible("fuzz.ini", []byte(text), Options{})
		if err != nil {
			return
		}
		written, err := Format(read.Nodes, "fuzz.yaml")
		if err != nil {
			return // names that our own format does not know
		}
		again, err := loadNodes("fuzz.yaml", written, Settings{})
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if once, err := Format(again, "fuzz.yaml"); err != nil || string(once) != string(written) {
			t.Fatalf("%v\n%s\n%s", err, written, once)
		}
	})
}
