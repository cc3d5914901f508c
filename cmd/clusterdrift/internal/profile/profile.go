// Package profile records where the program spends its time and its memory.
//
// In goes a folder, from the environment; out come two files in it that
// go tool pprof reads. They hold the names of functions and numbers, and nothing that
// the program has read. Nothing is recorded unless the user asks for it.
package profile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// Variable is the environment variable that names the folder.
const Variable = "CLUSTERDRIFT_PROFILE"

// Start begins to record into a folder, which it makes if need be; the empty name is
// none. Stop ends that and writes the files, which only their owner can read:
// cpu-PID.pprof, samples of where time was spent, and memory-PID.pprof, what was
// allocated from the start and what is in use at the end. An error of either is a
// *cli.UsageError.
func Start(dir string) (stop func() error, err error) {
	if dir == "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, failed(err)
	}
	cpu, err := create(dir, "cpu")
	if err != nil {
		return nil, failed(err)
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, failed(errors.Join(err, cpu.Close()))
	}
	return func() error {
		pprof.StopCPUProfile()
		if err := errors.Join(cpu.Close(), writeMemory(dir)); err != nil {
			return failed(err)
		}
		return nil
	}, nil
}

func writeMemory(dir string) error {
	f, err := create(dir, "memory")
	if err != nil {
		return err
	}
	runtime.GC() // so that what is in use is up to date
	return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
}

func create(dir, kind string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, fmt.Sprintf("%s-%d.pprof", kind, os.Getpid())), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func failed(err error) error {
	return cli.Usage("write the profile: "+err.Error(), "name another folder in "+Variable+", or unset it")
}
