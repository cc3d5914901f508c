package ansible

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// show writes hosts as "name [groups] variable=value".
func show(i *Inventory) []string {
	var all []string
	for _, h := range i.Hosts {
		line := fmt.Sprintf("%s %v", h.Name, h.Groups)
		for _, name := range slices.Sorted(maps.Keys(h.Vars)) {
			v := h.Vars[name]
			text := v.Text
			switch v.Kind {
			case List:
				text = fmt.Sprint(v.Items)
			case Encrypted:
				text = "<encrypted>"
			case Unreadable:
				text = "<unreadable>"
			}
			line += " " + name + "=" + text
		}
		all = append(all, line)
	}
	return all
}

func words(problems []*strict.Error) []string {
	var all []string
	for _, err := range strict.Sorted(problems) {
		all = append(all, err.Error())
	}
	return all
}

// TestRead has both forms of the same things and what only one of them has.
func TestRead(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"hosts before any section", "hosts", "hv01\nhv02 a=1", []string{"hv01 []", "hv02 [] a=1"}},
		{"comments", "hosts", "# one\n; two\n[a] # three\nhv01 a=1 # four\nhv02 a=x#y", []string{"hv01 [a] a=1", "hv02 [a] a=x"}},
		{"ranges", "hosts", "hv[08:10].contoso.example\nr[a:b]-[1:5:2]\ns[Y:Z]", []string{
			"hv08.contoso.example []", "hv09.contoso.example []", "hv10.contoso.example []",
			"ra-1 []", "ra-3 []", "ra-5 []", "rb-1 []", "rb-3 []", "rb-5 []", "sY []", "sZ []",
		}},
		{"ports and addresses", "hosts", "hv01:5985\n2001:db8::1\n[2001:db8::2]:5986\nhv[1:2]:5986", []string{
			"hv01 [] ansible_port=5985", "2001:db8::1 []", "2001:db8::2 [] ansible_port=5986",
			"hv1 [] ansible_port=5986", "hv2 [] ansible_port=5986",
		}},
		{"quotes", "hosts", `hv01 a='b c' d="e \"f\"" g='CONTOSO\audit' h=CONTOSO\\audit i="'j#k'"`,
			[]string{`hv01 [] a=b c d=e "f" g=CONTOSO\audit h=CONTOSO\audit i=j#k`}},
		{"literals of a section", "hosts", "hv01\n[all:vars]\na = CONTOSO\\audit\nb='c d' # e\nf=5986 # g\nh=['i', j]\nk='CONTOSO\\audit'\nl='CONTOSO\\\\audit'\nm=$ANSIBLE_VAULT;1.1;AES256",
			[]string{`hv01 [] a=CONTOSO\audit b=c d f=5986 h=[i j] k=<unreadable> l=CONTOSO\audit m=<encrypted>`}},
		{"the innermost group", "hosts", "[flat]\nhv01\nhv02\n[inner]\nhv01\n[outer:children]\ninner\n[other]\nhv02",
			[]string{"hv01 [inner]", "hv02 [flat other]"}},
		{"precedence", "hosts", "hv01 e=host\n[all:vars]\na=all\nb=all\nc=all\nd=all\ne=all\n[outer:children]\ninner\n[outer:vars]\nb=outer\nc=outer\n[inner]\nhv01\n[inner:vars]\nc=inner\nf=inner\n[zoo]\nhv01\n[zoo:vars]\nf=zoo\nd=zoo",
			[]string{"hv01 [inner] a=all b=outer c=inner d=zoo e=host f=inner"}},
		{"siblings", "hosts", "[b]\nhv01\n[a]\nhv01\n[b:vars]\nx=b\ny=b\n[a:vars]\nx=a\ny=a\n[c]\nhv01\n[c:vars]\ny=c\nansible_group_priority=0",
			[]string{"hv01 [b a c] ansible_group_priority=0 x=b y=b"}},
		{"yaml", "h.yml", "all:\n  vars: {a: 1}\n  hosts: {hv03: }\n  children:\n    outer:\n      vars: {b: x}\n      children:\n        inner:\n          hosts:\n            hv[01:02]: {a: 2, c: [d, e], f: {g: h}}\n    other:\n      hosts: hv09\n",
			[]string{"hv03 [] a=1", "hv01 [inner] a=2 b=x c=[d e] f=<unreadable>", "hv02 [inner] a=2 b=x c=[d e] f=<unreadable>", "hv09 [other] a=1"}},
		{"yaml tags", "h.yml", "g:\n  hosts:\n    hv01:\n      a: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        6162\n      b: !unsafe '{{ x }}'\n      c: &d text\n      e: *d\n      f: ~\n",
			[]string{"hv01 [g] a=<encrypted> b={{ x }} c=text e=text f="}},
		{"yaml without an ending", "hosts", "---\ng:\n  hosts: {hv01: }\n", []string{"hv01 [g]"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(tt.file, []byte(tt.text)).inventory()
			if diff := cmp.Diff(tt.want, show(got)); diff != "" {
				t.Error(diff, words(got.Problems))
			}
		})
	}
}

// TestProblems has what cannot be read, with the place and without a value.
func TestProblems(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"unknown section", "h", "[a:childern]\nb", []string{`h:1:1: unknown kind of section "childern"; did you mean "children"?`}},
		{"unknown group", "h", "[hyperv]\nhv01\n[all:children]\n  hyprev\n[nobody:vars]\na=1",
			[]string{`h:4:3: there is no group "hyprev"; did you mean "hyperv"?`, `h:5:1: there is no group "nobody"; valid: all, hyperv, ungrouped`}},
		{"no variable", "h", "hv01 secretpassword", []string{"h:1:6: a variable of a host needs a =; write it like ansible_port=5986, a value with blanks in quotes"}},
		{"no variables", "h", "[all:vars]\nhunter2", []string{"h:2:1: a line of variables needs a =; write it like name=value"}},
		{"open quote", "h", "hv01 a='hunter2", []string{"h:1:1: a quote is not closed"}},
		{"trailing backslash", "h", `hv01 a=b\`, []string{`h:1:1: a \ ends the line`}},
		{"no group", "h", "[a:children]\nb c", []string{`h:2:1: "b c" is not the name of a group`}},
		{"ranges", "h", "a[2:1]\nb[a:1]\nc[b:a]\nd[01:100]\ne[1:2:0]\nf[x]\ng[1:99999]\nh[1:200][1:200]", []string{
			"h:1:1: a range ends before it begins; write a range like hv[01:08] or hv[a:f]",
			"h:2:1: a range goes from a number to a number, or from a letter to a letter; write a range like hv[01:08] or hv[a:f]",
			"h:3:1: a range ends before it begins; write a range like hv[01:08] or hv[a:f]",
			"h:4:1: the ends of a range are not of the same length; write a range like hv[01:08] or hv[a:f]",
			"h:5:1: the step of a range is below 1; write a range like hv[01:08] or hv[a:f]",
			"h:6:1: this is neither the name of a host nor a range; write a range like hv[01:08] or hv[a:f]",
			"h:7:1: the range stands for more than 10000 hosts; write a range like hv[01:08] or hv[a:f]",
			"h:8:1: the range stands for more than 10000 hosts; write a range like hv[01:08] or hv[a:f]",
		}},
		{"too many", "h", "a[1:9000]\nb[1:9000]\nc[1:9000]", []string{"h:2:1: the inventory has more than 10000 hosts"}},
		{"long", "h", strings.Repeat("a[1:1]", 100), []string{"h:1:1: this is too long for the name of a host"}},
		{"circle", "h", "[a:children]\nb\n[b:children]\na", []string{`h:1:1: the group "a" is a child of itself`}},
		{"encrypted", "h", "$ANSIBLE_VAULT;1.1;AES256\n6162", []string{"h:1:1: the file is encrypted by Ansible Vault; decrypt it: ansible-vault view"}},
		{"large", "h", "#" + strings.Repeat("x", strict.MaxSize), []string{"h:1:1: the file is too large for an inventory"}},
		{"plugin", "h.yml", "plugin: vmware\n", []string{
			"h.yml:1:9: the file configures a plugin of Ansible that finds hosts; write out what it finds: ansible-inventory -i FILE --list --yaml > hosts.yml",
		}},
		{"yaml", "h.yml", "all:\n  host: {a: }\n  hosts: [a]\n  vars: {b: 1, b: 2}\n  children:\n    c: &c {hosts: {d: }}\n    e: *c\n    f: {vars: {<<: {g: 1}}}\n", []string{
			`h.yml:2:3: unknown key "host" in a group; did you mean "hosts"?`,
			"h.yml:3:10: here must be a mapping",
			`h.yml:4:16: duplicate key "b"`,
			"h.yml:7:8: an alias of a mapping is not read; write it out",
			"h.yml:8:16: merged keys are not read; write them out",
		}},
		{"no yaml", "h.yml", "all: [", []string{"h.yml:1:1: not YAML: a value is missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(tt.file, []byte(tt.text)).inventory()
			if diff := cmp.Diff(tt.want, words(got.Problems)); diff != "" {
				t.Error(diff)
			}
			if got.Hosts != nil {
				t.Errorf("hosts all the same: %v", got.Hosts)
			}
		})
	}
}

// TestFolders reads the variables beside an inventory in every form.
func TestFolders(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"hosts":                       "[inner]\nhv01 d=inline\n[outer:children]\ninner\n[all:vars]\na=inline\n[inner:vars]\nb=inline\nc=inline",
		"group_vars/all":              "a: file\n",
		"group_vars/outer.yml":        "b: outer file\n",
		"group_vars/outer.yaml":       "b: never read\n",
		"group_vars/inner/1.yml":      "c: first\ne: first\n",
		"group_vars/inner/2.yaml":     "e: second\n",
		"group_vars/inner/vault.yml":  "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
		"group_vars/inner/notes.txt":  "e: never read\n",
		"group_vars/inner/.hidden":    "e: never read\n",
		"group_vars/nobody.yml":       "e: never read\n",
		"host_vars/hv01.yaml":         "d: file\n",
		"group_vars/inner/empty.yaml": "# nothing\n---\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "hosts")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := Read(path, data)
	if diff := cmp.Diff([]string{"hv01 [inner] a=file b=outer file c=first d=file e=second"}, show(got)); diff != "" {
		t.Error(diff)
	}
	if at := got.Hosts[0].Vars["e"].Position; at != (strict.Position{File: filepath.Join(dir, "group_vars/inner/2.yaml"), Line: 1, Column: 4}) {
		t.Errorf("e is at %v", at)
	}
	want := []string{filepath.Join(dir, "group_vars/inner/vault.yml") + ":1:1: the file is encrypted by Ansible Vault and was not read"}
	if diff := cmp.Diff(want, words(got.Notices)); diff != "" {
		t.Error(diff)
	}
	if err := os.WriteFile(filepath.Join(dir, "host_vars/hv01"), []byte("a: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got = Read(path, data); len(got.Problems) != 1 || got.Hosts != nil {
		t.Errorf("%v", words(got.Problems))
	}
}

func TestRecognise(t *testing.T) {
	tests := []struct {
		file, text string
		want       bool
	}{
		{"i.yaml", "format: 1\nclusters: []\n", false},
		{"i.yaml", "clusters: {all: {hosts: {}}}\n", false},
		{"i.yaml", "defaults: {user: a}\n", false},
		{"i.yaml", "", false},
		{"i.yaml", "all:\n", true},
		{"i.yml", "hyperv: {hosts: {hv01: }}\n", true},
		{"i.yml", "plugin: vmware\n", true},
		{"i", "# ours\nformat: 1\n", false},
		{"i", "---\nall:\n", true},
		{"i", "[hyperv]\nhv01\n", true},
		{"i", "hv01:5986\n", true},
		{"i", "hv01 ansible_port=5986\n", true},
		{"i.ini", "format: 1\n", true},
		{"i.yaml", "$ANSIBLE_VAULT;1.1;AES256\n", true},
	}
	for _, tt := range tests {
		if got := Recognise(tt.file, []byte(tt.text)); got != tt.want {
			t.Errorf("%s %q: %v", tt.file, tt.text, got)
		}
	}
}

// FuzzRead: no text makes the reader panic or run away, every problem is
// somewhere, and there are no hosts beside a problem.
func FuzzRead(f *testing.F) {
	f.Add("hosts", "[a]\nhv[01:02] b='c d' e=\"f\" # g\n[h:children]\na\n[h:vars]\ni = ['j']\n")
	f.Add("h.yml", "all: {children: {a: {hosts: {hv01: {b: !vault x}}, vars: {c: *d}}}}")
	f.Add("h.yml", "a: &a {children: {b: *a, c: *a}}")
	f.Fuzz(func(t *testing.T, file, text string) {
		Recognise(file, []byte(text))
		got := parse(file, []byte(text)).inventory()
		for _, p := range got.Problems {
			if p.Message == "" || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
		if len(got.Problems) > 0 && got.Hosts != nil || len(got.Hosts) > maxHosts {
			t.Errorf("%d hosts, %d problems", len(got.Hosts), len(got.Problems))
		}
	})
}
