package profile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

func TestWritesPrivateFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "profiles")
	stop, err := Start(dir)
	if err == nil {
		err = stop()
	}
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Size() == 0 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info, err)
		}
	}
}

func TestRecordsNothingUnasked(t *testing.T) {
	stop, err := Start("")
	if err != nil || stop() != nil {
		t.Error(err)
	}
}

// A folder that cannot be made is bad input, before anything is done.
func TestRefusesWhatIsNotAFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(file)
	if usage := new(cli.UsageError); !errors.As(err, &usage) {
		t.Errorf("%v", err)
	}
}
