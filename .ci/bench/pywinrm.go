//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
)

// pywinrmScript makes the query on the nodes that come on its input, on all at a time.
const pywinrmScript = `
import json, os, sys, warnings
from concurrent.futures import ThreadPoolExecutor
warnings.simplefilter("ignore")
import winrm
def query(node):
    s = winrm.Session("http://%s:%d/wsman" % (node["Host"], node["Port"]), auth=(os.environ["BENCH_USER"], os.environ["BENCH_PASSWORD"]),
                      transport="ntlm", message_encryption="always")
    r = s.run_cmd(os.environ["BENCH_LINE"])
    return r.status_code == 0 and len(r.std_out) > 0
nodes = json.load(sys.stdin)
with ThreadPoolExecutor(len(nodes)) as pool:
    sys.exit(0 if all(pool.map(query, nodes)) else 1)
`

// legacyOpenSSL brings back MD4, which NTLM needs and Python takes from OpenSSL.
const legacyOpenSSL = `openssl_conf = init
[init]
providers = providers
[providers]
default = on
legacy = on
[on]
activate = 1
`

// pywinrm is the process of that client; an error where no Python has it.
func (b bench) pywinrm() (*exec.Cmd, error) {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-W", "ignore", "-c", "import winrm").Run() != nil {
			continue
		}
		configuration := b.path("openssl.cnf")
		if err := os.WriteFile(configuration, []byte(legacyOpenSSL), 0o600); err != nil {
			return nil, err
		}
		c := exec.Command(python, "-c", pywinrmScript)
		c.Env = append(os.Environ(), "OPENSSL_CONF="+configuration, "BENCH_USER="+account, "BENCH_PASSWORD="+password, "BENCH_LINE="+queryLine)
		return c, nil
	}
	return nil, errors.New("not installed")
}
