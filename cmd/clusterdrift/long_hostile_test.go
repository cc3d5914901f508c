package main_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
	"github.com/clusterdrift/clusterdrift/report"
)

// largePage is the most that a node may send at a time, in bytes, with what is around
// the items left out.
const largePage = 4<<20 - 2048

// greedyItems are ways to make much memory of few bytes: items for one page.
func greedyItems() []string {
	repeat := func(text string, most int) string { return strings.Repeat(text, min(most, largePage/len(text))) }
	pad := func(items string) string {
		return items + "<x><a>" + strings.Repeat("a", max(0, largePage-len(items)-20)) + "</a></x>"
	}
	return []string{
		pad(repeat("<a><b/></a>", 49_000)),
		pad("<a>" + repeat("<b/>", 99_000) + "</a>"),
		pad("<a " + repeat(`b="" `, 200_000) + "/>"),
		pad("<a><BuildNumber>9600</BuildNumber></a>"),
		repeat("<a><Name>"+strings.Repeat("x", 4000)+"</Name></a>", largePage),
		repeat("<a>&amp;&lt;</a>", 99_000),
	}
}

var (
	messageID = regexp.MustCompile(`MessageID[^>]*>([^<]*)<`)
	actionOf  = regexp.MustCompile(`Action[^>]*>([^<]*)<`)
)

// greedyNode answers each message with a large page, the sixteenth of an enumeration
// being its last: 64 MiB is all that a node may send.
func greedyNode(items string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		message, _ := io.ReadAll(r.Body)
		find := func(p *regexp.Regexp) string { return string(append(p.FindSubmatch(message), nil, nil)[1]) }
		kind, space := "Pull", "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
		if strings.HasSuffix(find(actionOf), "Enumerate") {
			kind, space = "Enumerate", "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header><a:Action>%sResponse</a:Action><a:RelatesTo>%s</a:RelatesTo></s:Header><s:Body>`, find(actionOf), find(messageID))
		fmt.Fprintf(&b, `<n:%sResponse xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:i="%s"><n:EnumerationContext>x</n:EnumerationContext><i:Items>%s</i:Items></n:%sResponse></s:Body></s:Envelope>`, kind, space, items, kind)
		w.Header().Set("Content-Type", "application/soap+xml;charset=UTF-8")
		w.Header().Set("Content-Length", fmt.Sprint(b.Len()))
		w.Write(b.Bytes())
	}
}

// TestLongGreedyNodes: 64 nodes that send as much as they may, at the same time, take
// no more memory than a scan is allowed, and the healthy node among them is read.
func TestLongGreedyNodes(t *testing.T) {
	longSuite(t)
	program := buildProgram(t)
	farm, err := simulator.Start(windows.Healthy(1, longPassword), simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer farm.Close()
	var nodes []inventory.Node
	var authority []byte
	items := greedyItems()
	for i := range 64 {
		server := httptest.NewUnstartedServer(greedyNode(items[i%len(items)]))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		defer server.Close()
		authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		nodes = append(nodes, inventory.Node{Name: fmt.Sprintf("GREEDY%02d", i), Cluster: "GREEDY", Address: "127.0.0.1", Settings: inventory.Settings{
			Port: server.Listener.Addr().(*net.TCPAddr).Port, Transport: "https", Auth: "basic", User: `CONTOSO\clusteraudit`}})
	}
	e := farm.Endpoints()[0]
	nodes = append(nodes, inventory.Node{Name: e.Node, Cluster: "GOOD", Address: e.Host, Settings: inventory.Settings{Port: e.Port, Transport: "http", Auth: "ntlm", User: `CONTOSO\clusteraudit`}})
	dir := t.TempDir()
	ca, result := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "result.json")
	writeData(t, ca, authority)
	o := runProgram(t, program, "scan", "-i", writeInventory(t, nodes), "--ca-file", ca, "--concurrency", "65", "--max-refusals", "1000", "-o", "json="+result)
	o.bounded(t, "64 greedy nodes", 700)
	r := recordedResult(t, result)
	for _, c := range r.Clusters {
		for _, n := range c.Nodes {
			if c.Name == "GOOD" && n.State != report.Scanned {
				t.Errorf("the healthy node is %s: %+v", n.State, n.Problem)
			}
			if c.Name == "GREEDY" && n.State == report.Scanned {
				t.Errorf("%s was read", n.Name)
			}
			if n.Problem != nil {
				t.Logf("%s: %s: %s", n.Name, n.Problem.Kind, n.Problem.Message)
			}
		}
	}
}
