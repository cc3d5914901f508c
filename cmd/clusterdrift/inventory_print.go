package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
	"github.com/clusterdrift/clusterdrift/remote/foreign"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/report"
)

// inventoryFormat finds the printer of a format.
func inventoryFormat(name string, verbose bool) (func(io.Writer, *inventory.Inventory) error, error) {
	switch {
	case name == "table" && verbose:
		return inventorySettings, nil
	case name == "table":
		return inventoryTable, nil
	case name == "json":
		return inventoryJSON, nil
	case name == "yaml":
		return inventoryYAML, nil
	}
	return nil, cli.Usage(fmt.Sprintf("--output %q is neither table, json nor yaml", name), "")
}

func inventoryFormats() []string { return []string{"table", "json", "yaml"} }

// inventoryTable prints one line for each node.
func inventoryTable(out io.Writer, all *inventory.Inventory) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CLUSTER\tNODE\tADDRESS\tTRANSPORT\tAUTH\tUSER\tBASELINE")
	for _, n := range all.Nodes {
		row := []string{n.Cluster, n.Name, net.JoinHostPort(n.Address, strconv.Itoa(n.Port)), n.Transport, n.Auth, n.User, baselinesOf(n)}
		for i, cell := range row {
			row[i] = report.Clean(cmp.Or(cell, "-"))
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	return w.Flush()
}

func baselinesOf(n inventory.Node) string { return cmp.Or(strings.Join(n.Baselines, ", "), "auto") }

// settingsOf are the values of a node's settings by their keys.
func settingsOf(n inventory.Node) map[string]string {
	values := n.Keys()
	values["address"] = n.Address
	values["baseline"] = baselinesOf(n)
	if n.Moment != "" {
		values["moment"] = n.Moment
	}
	return values
}

// inventorySettings prints every setting of each node, and where it was written.
func inventorySettings(out io.Writer, all *inventory.Inventory) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, n := range all.Nodes {
		from := all.Sources[i]
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", report.Clean(n.Name), report.Clean(cmp.Or(n.Cluster, "-")), report.Clean(from["name"]))
		values := settingsOf(n)
		for _, key := range inventoryKeys(values) {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", key, report.Clean(values[key]), report.Clean(cmp.Or(from[key], defaultSource(key))))
		}
	}
	return w.Flush()
}

// defaultSource is where a setting comes from that was written nowhere.
func defaultSource(key string) string {
	if key == "address" {
		return "name"
	}
	return "default"
}

// listedNode is a node in the JSON form.
type listedNode struct {
	Cluster   string            `json:"cluster,omitempty"`
	Node      string            `json:"node"`
	Address   string            `json:"address"`
	Settings  map[string]string `json:"settings"`
	Baselines []string          `json:"baselines,omitempty"`
	Moment    string            `json:"moment,omitempty"`
	From      inventory.Sources `json:"from,omitempty"`
}

func inventoryJSON(out io.Writer, all *inventory.Inventory) error {
	listed := []listedNode{}
	for i, n := range all.Nodes {
		listed = append(listed, listedNode{n.Cluster, n.Name, n.Address, n.Keys(), n.Baselines, n.Moment, all.Sources[i]})
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(listed); err != nil {
		return err
	}
	_, err := io.WriteString(out, foreign.EscapeJSON(text.String()))
	return err
}

// inventoryYAML prints an inventory for the working directory.
func inventoryYAML(out io.Writer, all *inventory.Inventory) error {
	for _, n := range all.Nodes {
		if n.Cluster == "" {
			return cli.Usage(fmt.Sprintf("the node %s is in no cluster, which an inventory must name", n.Name), "put it into a group, or set clusterdrift_cluster")
		}
	}
	text, err := inventory.Format(all.Nodes, "inventory.yaml")
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}
