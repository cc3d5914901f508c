package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// buildSmall builds a small program for a system.
func buildSmall(t *testing.T, system, machine string) string {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() { println(1) }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "program")
	c := exec.CommandContext(t.Context(), "go", "build", "-o", out, source)
	c.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0")
	if text, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return out
}

func someOptions(t *testing.T) options {
	t.Helper()
	dir := t.TempDir()
	o := options{binary: buildSmall(t, "linux", "amd64"), arch: "amd64", version: "1.4.0", commit: "abc", date: time.Date(2026, 11, 28, 1, 2, 3, 0, time.UTC)}
	for name, to := range map[string]*string{"licences": &o.licenses, "certificates": &o.certificates, "zones": &o.zones} {
		*to = filepath.Join(dir, name)
		if err := os.WriteFile(*to, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// untar are the entries of a tar by name; folders end in a slash.
func untar(t *testing.T, data []byte) (map[string]*tar.Header, map[string][]byte) {
	t.Helper()
	headers, contents := map[string]*tar.Header{}, map[string][]byte{}
	r := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return headers, contents
		}
		if err != nil {
			t.Fatal(err)
		}
		if headers[h.Name] != nil {
			t.Errorf("%s is twice in the tar", h.Name)
		}
		headers[h.Name] = h
		if contents[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// Every blob has the name and the size that refer to it, from the index down to the
// files, and the same input gives the same bytes.
func TestBuild(t *testing.T) {
	o := someOptions(t)
	image, err := build(o)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := build(o); err != nil || !bytes.Equal(image, again) {
		t.Errorf("a second image differs: %v", err)
	}
	_, files := untar(t, image)
	blob := func(d descriptor, into any) []byte {
		t.Helper()
		data := files["blobs/"+strings.ReplaceAll(d.Digest, ":", "/")]
		if d.Size != len(data) || d.Digest != fmt.Sprintf("sha256:%x", sha256.Sum256(data)) {
			t.Fatalf("%+v has %d bytes", d, len(data))
		}
		if into != nil {
			if err := json.Unmarshal(data, into); err != nil {
				t.Fatal(err)
			}
		}
		return data
	}
	var index struct{ Manifests []descriptor }
	if err := json.Unmarshal(files["index.json"], &index); err != nil || len(index.Manifests) != 1 {
		t.Fatalf("%v: %s", err, files["index.json"])
	}
	if p := index.Manifests[0].Platform; p == nil || *p != (platform{"amd64", "linux"}) {
		t.Errorf("platform %v", p)
	}
	var manifest struct {
		Config descriptor
		Layers []descriptor
	}
	blob(index.Manifests[0], &manifest)
	var config struct {
		Config struct {
			User       string
			Entrypoint []string
			Env        []string
		}
		Rootfs struct {
			DiffIDs []string `json:"diff_ids"`
		}
	}
	blob(manifest.Config, &config)
	z, err := gzip.NewReader(bytes.NewReader(blob(manifest.Layers[0], nil)))
	if err != nil {
		t.Fatal(err)
	}
	root, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if config.Rootfs.DiffIDs[0] != fmt.Sprintf("sha256:%x", sha256.Sum256(root)) {
		t.Errorf("diff id %v", config.Rootfs.DiffIDs)
	}
	headers, contents := untar(t, root)
	if config.Config.User != "65532:65532" || contents[strings.TrimPrefix(config.Config.Entrypoint[0], "/")] == nil {
		t.Errorf("user %s runs %v", config.Config.User, config.Config.Entrypoint)
	}
	for _, variable := range config.Config.Env {
		name, path, _ := strings.Cut(variable, "=")
		if (name == "ZONEINFO" || name == "SSL_CERT_FILE") && len(contents[strings.TrimPrefix(path, "/")]) == 0 {
			t.Errorf("%s is not in the image", variable)
		}
	}
	checkOwners(t, o, headers)
}

// checkOwners: the user owns its folder only, and nothing has another date.
func checkOwners(t *testing.T, o options, headers map[string]*tar.Header) {
	t.Helper()
	for name, h := range headers {
		if own := name == "work/"; own != (h.Uid == userID) || h.Uid != h.Gid || !h.ModTime.Equal(o.date) {
			t.Errorf("%s belongs to %d:%d and is of %s", name, h.Uid, h.Gid, h.ModTime)
		}
		if h.Mode&0o022 != 0 && name != "tmp/" || h.Mode&0o6000 != 0 {
			t.Errorf("%s has the mode %o", name, h.Mode)
		}
		if dir, _, found := strings.Cut(strings.TrimSuffix(name, "/"), "/"); found && headers[dir+"/"] == nil {
			t.Errorf("%s is in a folder that is not in the tar", name)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*options)
		want   string
	}{
		{"another machine", func(o *options) { o.arch = "arm64" }, "is for EM_X86_64, not for arm64"},
		{"an unknown machine", func(o *options) { o.arch = "vax" }, "not for vax"},
		{"another system", func(o *options) { o.binary = buildSmall(t, "windows", "amd64") }, "is not a program for Linux"},
		{"no licences", func(o *options) { o.licenses += "x" }, "read what becomes /" + licensesName},
		{"no certificates", func(o *options) { os.WriteFile(o.certificates, nil, 0o600) }, "is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := someOptions(t)
			tt.change(&o)
			if _, err := build(o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if err := run(someOptions(t), "yesterday", "x.tar"); err == nil || !strings.HasPrefix(err.Error(), "-date: ") {
		t.Errorf("got %v", err)
	}
}
