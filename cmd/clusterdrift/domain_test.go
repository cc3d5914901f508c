package main

import (
	"crypto/tls"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/kdc"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// domain is a Kerberos realm with two healthy nodes over HTTP and the same two
// over HTTPS, as files for a script:
//
//	domain.yaml  the nodes over HTTP       krb5.conf     the realm
//	tls.yaml     the nodes over HTTPS      audit.keytab  the account's keys
//	ca.pem       their authority           tickets       a credential cache
//	default.part  the line of krb5.conf by which kinit would write to collection
//	collection    a folder of credential caches
//	client.pem, client.key                 the certificate that logs on over HTTPS
type domain struct {
	realm       *kdc.Realm
	http, https *simulator.Farm
	pin         remote.Pin // of the nodes over HTTPS
}

const realmName = "CONTOSO.EXAMPLE"

func startDomain(dir string) (d *domain, err error) {
	d = &domain{}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	if d.realm, err = kdc.Start(realmName); err != nil {
		return nil, err
	}
	d.realm.AddUser("clusteraudit", storyPassword)
	if d.http, err = d.start(dir, "domain.yaml", ""); err != nil {
		return nil, err
	}
	if d.https, err = d.start(dir, "tls.yaml", "ca.pem"); err != nil {
		return nil, err
	}
	if d.pin, err = pinOf(d.https.Endpoints()[0]); err != nil {
		return nil, err
	}
	return d, d.writeFiles(dir)
}

// start runs the nodes, over HTTPS where there is a name for their authority.
func (d *domain) start(dir, file, ca string) (*simulator.Farm, error) {
	described := windows.Healthy(2, storyPassword)
	for _, n := range described {
		n.Account.Certificate = true
	}
	farm, err := simulator.Start(described, simulator.Options{HTTPS: ca != "", Realm: d.realm})
	if err != nil {
		return nil, err
	}
	flags := demoFlags{transport: "http"}
	if ca != "" {
		flags.transport = "https"
	}
	nodes := flags.demoNodes(described, farm.Endpoints())
	for i := range nodes {
		if ca != "" {
			nodes[i].CAFile = filepath.Join(dir, ca)
		}
	}
	data, err := inventory.Format(nodes, filepath.Join(dir, file))
	return farm, errors.Join(err, os.WriteFile(filepath.Join(dir, file), data, 0o600))
}

func (d *domain) writeFiles(dir string) error {
	keytab, err := d.realm.Keytab("clusteraudit")
	if err != nil {
		return err
	}
	tickets, err := d.realm.CCache("clusteraudit")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "collection"), 0o700); err != nil {
		return err
	}
	cert, key := d.https.ClientCertificate()
	for name, data := range map[string][]byte{
		"krb5.conf": []byte(d.realm.Config()), "audit.keytab": keytab, "tickets": tickets,
		"default.part": []byte("[libdefaults]\n\tdefault_ccache_name = DIR:collection\n"), "collection/primary": []byte("tktAudit\n"), "collection/tktAudit": tickets,
		"ca.pem": d.https.Endpoints()[0].CA, "client.pem": cert, "client.key": key,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (d *domain) close() {
	for _, farm := range []*simulator.Farm{d.http, d.https} {
		if farm != nil {
			farm.Close()
		}
	}
	if d.realm != nil {
		d.realm.Close()
	}
}

func pinOf(e simulator.Endpoint) (remote.Pin, error) {
	conn, err := tls.Dial("tcp", net.JoinHostPort(e.Host, strconv.Itoa(e.Port)), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		return remote.Pin{}, err
	}
	defer conn.Close()
	return remote.PinOf(conn.ConnectionState().PeerCertificates[0]), nil
}
