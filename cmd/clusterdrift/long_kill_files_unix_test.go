//go:build unix

package main_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/facts"
	"github.com/clusterdrift/clusterdrift/remote/inventory"
	"github.com/clusterdrift/clusterdrift/remote/trace"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// verifyFiles finds that each file below a folder is whole, and returns those
// that are not under their final name. Traces are written as the nodes answer, so
// that only those of a run that was ended gently must be.
func verifyFiles(t *testing.T, what, dir string, gently bool) (temporary []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || e.IsDir():
			return err
		case strings.HasPrefix(e.Name(), "."):
			temporary = append(temporary, path)
			return nil
		}
		if err := wholeFile(path, gently); err != nil {
			t.Errorf("%s: %s is not whole: %v", what, path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return temporary
}

// wholeFile reads a file as those for whom it is do, or looks for what ends it.
func wholeFile(path string, closed bool) error {
	name := strings.TrimSuffix(filepath.Base(path), ".old") // a script of an earlier plan
	if strings.HasSuffix(name, trace.Suffix) {
		return wholeTrace(path, closed)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	switch {
	case name == facts.ManifestFile:
		_, err := facts.ReadManifest(bytes.NewReader(data))
		return err
	case filepath.Base(filepath.Dir(path)) == "facts":
		_, err := facts.Read(bytes.NewReader(data))
		return err
	case strings.HasSuffix(name, ".yaml"):
		_, err := inventory.Load(path, inventory.Options{})
		return err
	case strings.HasSuffix(name, ".json"):
		_, err := record.Read(bytes.NewReader(data))
		return err
	case strings.HasSuffix(name, ".sarif"):
		return wholeJSON(data, &map[string]any{})
	case strings.HasSuffix(name, ".xml"):
		return wholeXML(bytes.NewReader(data), func(xml.Token) {})
	case strings.HasSuffix(name, ".csv"):
		_, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		return endsWith(data, "\n", err)
	case strings.HasSuffix(name, ".html"):
		return endsWith(bytes.TrimSpace(data), "</html>", nil)
	case strings.HasSuffix(name, ".pem"):
		return endsWith(bytes.TrimSpace(data), "-----END CERTIFICATE-----", nil)
	case strings.HasSuffix(name, ".md"), strings.HasSuffix(name, ".cmd"), strings.HasSuffix(name, ".ps1"):
		return endsWith(data, "\n", nil)
	}
	return errors.New("this test does not know it")
}

func wholeTrace(path string, closed bool) error {
	read, err := trace.Read(path)
	if err == nil && closed && read.Truncated {
		err = errors.New("its last line is cut off")
	}
	if info, e := os.Stat(path); !closed && e == nil && info.Size() == 0 {
		return nil // killed before its head was written
	}
	return err
}

func wholeJSON(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after it")
	}
	return nil
}

func endsWith(data []byte, end string, err error) error {
	if err == nil && !bytes.HasSuffix(data, []byte(end)) {
		err = fmt.Errorf("it ends with %q", data[max(0, len(data)-40):])
	}
	return err
}

func removeAll(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
}
