package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// downloads is where the files of a release are.
const downloads = "https://github.com/clusterdrift/clusterdrift/releases/download/"

// release is a folder with archives, and their digests in hexadecimal.
type release struct {
	dir  string
	sums map[string]string
}

func readRelease(dir string) (release, error) {
	r := release{dir: dir, sums: map[string]string{}}
	text, err := os.ReadFile(filepath.Join(dir, "checksums.txt"))
	if err != nil {
		return r, err
	}
	for line := range strings.Lines(string(text)) {
		if sum, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			r.sums[name] = sum
		}
	}
	return r, nil
}

// download checks that what a manifest downloads is a file of the release, that it has the
// digest, and that it has the program.
func (r release) download(url, sum, program string) error {
	if !strings.HasPrefix(url, downloads) {
		return fmt.Errorf("%s is not a file of a release", url)
	}
	name := path.Base(url)
	switch want, ok := r.sums[name]; {
	case !ok:
		return fmt.Errorf("%s is not in checksums.txt", name)
	case !strings.EqualFold(sum, want):
		return fmt.Errorf("%s has the digest %s, and the manifest says %s", name, want, sum)
	}
	inside, err := r.names(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if program = strings.ReplaceAll(program, `\`, "/"); !slices.Contains(inside, program) {
		return fmt.Errorf("%s does not have the program %q", name, program)
	}
	return nil
}

// names are the files of an archive.
func (r release) names(name string) ([]string, error) {
	if strings.HasSuffix(name, ".zip") {
		return zipNames(filepath.Join(r.dir, name))
	}
	return tarNames(filepath.Join(r.dir, name))
}

func zipNames(file string) ([]string, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	var all []string
	for _, f := range z.File {
		all = append(all, f.Name)
	}
	return all, nil
}

func tarNames(file string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var all []string
	for t := tar.NewReader(unpacked); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, h.Name)
	}
}
