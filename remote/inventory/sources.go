package inventory

import (
	"strconv"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// Values of Sources other than "file:line".
const (
	fromFlag     = "flag"
	fromDefault  = "default"
	fromArgument = "argument"
)

// Sources say where each setting of a node that is not empty was written, by
// the key of the inventory: "file:line", "argument", "flag" or "default". "name"
// and "cluster" are among them, "address" only where it is not the name.
type Sources map[string]string

// texts are the settings that are set, by their keys.
func (s Settings) texts() map[string]string {
	all := map[string]string{
		"host": s.Host, "transport": s.Transport, "auth": s.Auth, "user": s.User, "spn": s.SPN, "realm": s.Realm,
		"keytab": s.Keytab, "ccache": s.CCache, "ca_file": s.CAFile, "tls_pin": s.TLSPin,
		"tls_server_name": s.TLSServerName, "tls_min": s.TLSMin,
	}
	if s.Port != 0 {
		all["port"] = strconv.Itoa(s.Port)
	}
	for key, text := range all {
		if text == "" {
			delete(all, key)
		}
	}
	return all
}

// Keys are the settings that are set, with their values as text. None is secret.
func (n Node) Keys() map[string]string { return n.texts() }

// sourcesOf asks for the position of each setting that no flag gives; no line
// means that it was not written at all.
func sourcesOf(n Node, override Settings, at func(key string) strict.Position) Sources {
	sources := Sources{}
	flags := override.texts()
	for key := range n.texts() {
		if _, ok := flags[key]; ok {
			sources[key] = fromFlag
			continue
		}
		sources[key] = lineOf(at(key))
	}
	return sources
}

func lineOf(p strict.Position) string {
	if p.Line == 0 {
		return fromDefault
	}
	return p.String()
}

func (f *file) sources(l layers, n Node) Sources {
	at := func(key string) strict.Position {
		if written := l.get(key); written != nil {
			return f.At(written)
		}
		return strict.Position{}
	}
	sources := sourcesOf(n, f.Override, at)
	sources["name"] = lineOf(f.At(nameOf(l[0])))
	sources["cluster"] = lineOf(f.At(strict.Get(l[len(l)-2], "name")))
	if n.Address != n.Name {
		sources["address"] = lineOf(at("address"))
	}
	if len(n.Baselines) > 0 {
		sources["baseline"] = lineOf(at("baseline"))
	}
	if n.Moment != "" {
		sources["moment"] = lineOf(at("moment"))
	}
	return sources
}

// argumentSources are those of a node of the command line.
func argumentSources(n Node, flags Settings) Sources {
	sources := sourcesOf(n, flags, func(string) strict.Position { return strict.Position{} })
	sources["name"] = fromArgument
	if n.Cluster != "" {
		sources["cluster"] = fromFlag
	}
	if n.Port != flags.complete().Port {
		sources["port"] = fromArgument
	}
	return sources
}
