package facts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// Manifest says what one run of a collection was to read and which documents it wrote.
// It is written last, so a folder whose manifest names a document that is missing has
// lost it.
type Manifest struct {
	Format   int            `json:"format"` // the constant Format
	Schema   string         `json:"schema"` // the constant ManifestSchemaName
	Tool     ManifestTool   `json:"tool"`
	Started  time.Time      `json:"started"`  // UTC
	Finished time.Time      `json:"finished"` // UTC
	Nodes    []ManifestNode `json:"nodes"`    // all that were to be read
}

// ManifestFile is the name of a manifest in the folder of its documents.
const ManifestFile = "manifest.json"

// ManifestSchemaName is what distinguishes a manifest from the facts of a node.
const ManifestSchemaName = "manifest"

// ManifestTool is the program that collected.
type ManifestTool struct {
	Name    string `json:"name"`    // "clusterdrift"
	Version string `json:"version"` // "1.2.0"
}

// ManifestNode is one node that was to be read.
type ManifestNode struct {
	Name string `json:"name"` // as the user named it
	// Cluster is the one that the node was listed under, else the one that it says
	// itself; empty: not known.
	Cluster   string     `json:"cluster,omitempty"`
	Address   string     `json:"address,omitempty"` // host:port that was dialled
	Started   time.Time  `json:"started,omitzero"`  // as in the document
	Finished  time.Time  `json:"finished,omitzero"` // as in the document
	Selection *Selection `json:"selection,omitempty"`
	Read      bool       `json:"read"`
	Problem   *Problem   `json:"problem,omitempty"` // why the node was not read
	// File is the document, a name in the folder of the manifest; empty: it could not
	// be written.
	File string `json:"file,omitempty"`
}

// NewManifestNode says of a node what a manifest does.
func NewManifestNode(n *Node, file string) ManifestNode {
	return ManifestNode{
		Name: n.Name, Cluster: n.clusterName(), Address: n.Address, Started: n.Started, Finished: n.Finished,
		Selection: n.Selection, Read: n.Problem == nil, Problem: n.Problem, File: file,
	}
}

// clusterName is the cluster that the node was listed under, else the one that it says.
func (n *Node) clusterName() string { return cmp.Or(n.Cluster, n.ClusterOf.Name) }

// Wrote reports whether the document of the node was written by the manifest's run.
func (m ManifestNode) Wrote(n *Node) bool {
	return m.Name == n.Name && m.Cluster == n.clusterName() && m.Read == (n.Problem == nil) &&
		m.Started.Equal(n.Started) && m.Finished.Equal(n.Finished)
}

// KindMissing is the Problem kind of a node whose facts were collected, or should have
// been, and are not there. It says nothing of the node.
const KindMissing = "missing"

// Missing is the node without its facts, for the reason. A node that was not read has
// lost nothing, so its own problem stays.
func (m ManifestNode) Missing(reason string) *Node {
	problem := m.Problem
	if problem == nil {
		problem = &Problem{Kind: KindMissing, Message: reason, Hint: "Collect the node again, or restore its file."}
	}
	return &Node{
		Format: Format, Name: m.Name, Cluster: m.Cluster, Address: m.Address, Started: m.Started, Finished: m.Finished,
		Selection: m.Selection, Problem: problem,
	}
}

// Write writes the manifest as Node.Write writes facts.
func (m *Manifest) Write(w io.Writer) error { return encode(w, m) }

// IsManifest reports whether a file with the name of a manifest is one, or is meant to
// be: without a manifest, it may be the document of a node with that name.
func IsManifest(document []byte) bool {
	var head struct {
		Name   *string `json:"name"`
		Schema *string `json:"schema"`
	}
	err := json.Unmarshal(document, &head)
	return err != nil || head.Name == nil || head.Schema != nil
}

// ReadManifest reads a manifest as Write writes it. It refuses what Read does, and a
// file that is not in the folder of the manifest.
func ReadManifest(r io.Reader) (*Manifest, error) {
	document, err := readAll(r)
	if err != nil {
		return nil, err
	}
	const what = "not a manifest of collected facts"
	m, err := decode[Manifest](newDecoder(), manifestPlan(), document, what)
	if err != nil {
		return nil, err
	}
	switch {
	case m.Schema != ManifestSchemaName:
		return nil, fmt.Errorf("%s: schema is not %q", what, ManifestSchemaName)
	case m.Format != Format:
		return nil, fmt.Errorf("manifest of format %d instead of %d: collect again with this version", m.Format, Format)
	}
	if err := verifyNodes(m.Nodes); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return m, nil
}

// verifyNodes refuses a node that has no name or is there twice, and a file of which
// the same is true or that is somewhere else.
func verifyNodes(nodes []ManifestNode) error {
	names, files := map[[2]string]bool{}, map[string]bool{}
	for i, n := range nodes {
		name, file := [2]string{strings.ToLower(n.Cluster), strings.ToLower(n.Name)}, strings.ToLower(n.File)
		switch {
		case n.Name == "":
			return fmt.Errorf("node %d has no name", i+1)
		case names[name]:
			return fmt.Errorf("the node %s is in it twice", quoted(n.Name))
		case n.Read == (n.Problem != nil):
			return fmt.Errorf("the node %s is read and has a problem, or neither", quoted(n.Name))
		case n.File == "":
		case !isDocumentName(n.File):
			return fmt.Errorf("%s is not the name of a document in its folder", quoted(n.File))
		case files[file]:
			return fmt.Errorf("the file %s is in it twice", quoted(n.File))
		}
		names[name], files[file] = true, true
	}
	return nil
}

// isDocumentName reports whether a file is a .json file in the folder of the manifest,
// and not the manifest, on every operating system.
func isDocumentName(file string) bool {
	return filepath.IsLocal(file) && !strings.ContainsAny(file, `/\:`) &&
		strings.EqualFold(filepath.Ext(file), ".json") && !strings.EqualFold(file, ManifestFile)
}
