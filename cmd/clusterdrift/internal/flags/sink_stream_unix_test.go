//go:build unix

package flags

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/term"
	"github.com/clusterdrift/clusterdrift/report"
)

// written opens a sink for a place, and prints an empty result to it.
func written(t *testing.T, place string) (Sink, error) {
	t.Helper()
	s, err := newSink("tap=" + place)
	if err == nil {
		err = s.check()
	}
	if err == nil {
		err = s.write(t.Context(), term.Terminal{Out: io.Discard}, report.New(report.Input{}), report.Options{})
	}
	return s, err
}

func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSinkNamedPipe(t *testing.T) {
	path := pipe(t)
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile(path)
		got <- string(data)
	}()
	if _, err := written(t, path); err != nil {
		t.Error(err)
	}
	if text := <-got; !strings.HasPrefix(text, "TAP version 13\n") || !strings.Contains(text, "Bail out! ") {
		t.Errorf("the reader got %q", text)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe was replaced: %v, %v", info, err)
	}
}

// A pipe without a reader is refused before anything is scanned, and one whose reader
// ends costs no other report.
func TestSinkPipeWithoutReader(t *testing.T) {
	path := pipe(t)
	s := Sink{output: "json=" + path, file: path}
	if err := s.openStream(0); !errors.Is(err, errNoReader) {
		t.Errorf("without a reader: %v", err)
	}
	if text := s.streamProblem(errNoReader).Error(); !strings.Contains(text, "no program reads this pipe") {
		t.Error(text)
	}
	r, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.openStream(0); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	err = s.writeStream(t.Context(), func(w io.Writer) error {
		_, err := io.WriteString(w, "x")
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "its reader ended") {
		t.Errorf("the reader has ended: %v", err)
	}
}

// A descriptor is written where it is: what was printed before stays.
func TestSinkDescriptor(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString("before\n"); err != nil {
		t.Fatal(err)
	}
	fd := int(file.Fd())
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(descriptorPath(fd), link); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{descriptorPath(fd), link} {
		if _, err := written(t, place); err != nil {
			t.Errorf("%s: %v", place, err)
		}
	}
	data, err := os.ReadFile(file.Name())
	if err != nil || !strings.HasPrefix(string(data), "before\nTAP version 13\n") || strings.Count(string(data), "TAP version") != 2 {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

func TestSinkDescriptorRefused(t *testing.T) {
	reading, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	for place, want := range map[string]string{
		descriptorPath(int(reading.Fd())): "is not open for writing",
		descriptorPath(99999):             "the descriptor 99999 is not open",
	} {
		if _, err := written(t, place); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", place, err, want)
		}
	}
}

func TestSinkStandardOutputAndDevices(t *testing.T) {
	for _, place := range []string{"/dev/stdout", "/dev/fd/1"} {
		if s, err := written(t, place); err != nil || s.file != "" {
			t.Errorf("%s: %+v, %v", place, s, err)
		}
	}
	if s, err := written(t, os.DevNull); err != nil || s.stream == nil {
		t.Errorf("%s: %+v, %v", os.DevNull, s, err)
	}
	flags := Report{outputs: []string{"text", "json=/dev/stdout"}}
	if _, err := flags.Sinks(); err == nil || !strings.Contains(err.Error(), "two reports would go to standard output") {
		t.Error(err)
	}
}

func descriptorPath(fd int) string { return "/dev/fd/" + strconv.Itoa(fd) }

// A device that is full is named once, however long the report is.
func TestSinkFullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	s, err := newSink("tap=/dev/full")
	if err == nil {
		err = s.check()
	}
	if err != nil {
		t.Fatal(err)
	}
	err = s.writeStream(t.Context(), func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Repeat("line\n", 10_000))
		return err
	})
	if !errors.Is(err, syscall.ENOSPC) || strings.Count(err.Error(), "no space left") != 1 {
		t.Errorf("%v", err)
	}
}
