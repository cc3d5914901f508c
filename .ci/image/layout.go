package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// Media types and the version of the layout, of the OCI image specification.
const (
	indexType     = "application/vnd.oci.image.index.v1+json"
	manifestType  = "application/vnd.oci.image.manifest.v1+json"
	configType    = "application/vnd.oci.image.config.v1+json"
	layerType     = "application/vnd.oci.image.layer.v1.tar+gzip"
	layoutVersion = "1.0.0"
)

// descriptor names a blob of the layout.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *platform         `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

// layout collects the blobs of an image.
type layout struct{ files []file }

// blob adds one and describes it.
func (l *layout) blob(mediaType string, data []byte) descriptor {
	sum := fmt.Sprintf("%x", sha256.Sum256(data))
	l.files = append(l.files, file{name: "blobs/sha256/" + sum, mode: 0o644, data: data})
	return descriptor{MediaType: mediaType, Digest: "sha256:" + sum, Size: len(data)}
}

// document adds JSON as a blob.
func (l *layout) document(mediaType string, value any) (descriptor, error) {
	data, err := json.Marshal(value)
	return l.blob(mediaType, data), err
}

// build is the tar of the layout.
func build(o options) ([]byte, error) {
	files, err := rootFiles(o)
	if err != nil {
		return nil, err
	}
	root, err := pack(files, o.date)
	if err != nil {
		return nil, err
	}
	packed, err := compress(root)
	if err != nil {
		return nil, err
	}
	var l layout
	layer := l.blob(layerType, packed)
	config, err := l.document(configType, configOf(o, fmt.Sprintf("sha256:%x", sha256.Sum256(root))))
	if err != nil {
		return nil, err
	}
	manifest, err := l.document(manifestType, map[string]any{
		"schemaVersion": 2, "mediaType": manifestType, "config": config, "layers": []descriptor{layer}, "annotations": annotations(o),
	})
	if err != nil {
		return nil, err
	}
	manifest.Platform = &platform{o.arch, "linux"}
	name := "localhost/clusterdrift:" + o.version // the first is read by podman and skopeo, the second by containerd and Docker
	manifest.Annotations = map[string]string{"org.opencontainers.image.ref.name": name, "io.containerd.image.name": name}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": indexType, "manifests": []descriptor{manifest}})
	if err != nil {
		return nil, err
	}
	head := []file{
		{name: "oci-layout", mode: 0o644, data: fmt.Appendf(nil, `{"imageLayoutVersion":%q}`, layoutVersion)},
		{name: "index.json", mode: 0o644, data: index},
		{name: "blobs", folder: true, mode: 0o755},
		{name: "blobs/sha256", folder: true, mode: 0o755},
	}
	return pack(append(head, l.files...), o.date)
}

// configOf is how the image runs: as a user without rights, in a folder of its own.
func configOf(o options, diffID string) map[string]any {
	created := o.date.UTC().Format(time.RFC3339)
	return map[string]any{
		"created": created, "architecture": o.arch, "os": "linux",
		"config": map[string]any{
			"User":       fmt.Sprintf("%d:%d", userID, userID),
			"Env":        []string{"PATH=/usr/bin", "HOME=/work", "SSL_CERT_FILE=/" + certificatesName, "ZONEINFO=/" + zonesName},
			"Entrypoint": []string{"/" + programName},
			"WorkingDir": "/work",
			"Labels":     annotations(o),
		},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{diffID}},
		"history": []map[string]any{{"created": created, "comment": "clusterdrift " + o.version}},
	}
}

// annotations are those that the specification defines.
func annotations(o options) map[string]string {
	return map[string]string{
		"org.opencontainers.image.title":    "clusterdrift",
		"org.opencontainers.image.version":  o.version,
		"org.opencontainers.image.revision": o.commit,
		"org.opencontainers.image.created":  o.date.UTC().Format(time.RFC3339),
		"org.opencontainers.image.source":   "https://github.com/clusterdrift/clusterdrift",
		"org.opencontainers.image.licenses": "Apache-2.0",
	}
}

func compress(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
