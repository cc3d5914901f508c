// Command manifests checks the manifests for winget, scoop and Homebrew that goreleaser has
// made: the first two by the JSON schemas of their own projects, and in all three that each
// download is a file of the release, with its digest, and has the program where the manifest
// says. It installs nothing.
//
//	go run ./.ci/manifests FILES DIST
//
// FILES is a folder with the archives and checksums.txt, DIST is goreleaser's.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// schemas are those of winget and scoop, from the root of the module.
const schemas = ".ci/packaging/schemas"

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: manifests FILES DIST")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2], schemas); err != nil {
		fmt.Fprintln(os.Stderr, "manifests:", err)
		os.Exit(1)
	}
}

// check joins what is wrong in any of the manifests.
func check(files, dist, schemas string) error {
	r, err := readRelease(files)
	if err != nil {
		return err
	}
	return errors.Join(
		named("winget", checkWinget(r, filepath.Join(dist, "winget"), schemas)),
		named("scoop", checkScoop(r, filepath.Join(dist, "scoop"), schemas)),
		named("Homebrew", checkCask(r, filepath.Join(dist, "homebrew"))),
	)
}

func named(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// found are the files below a folder with an ending; it has to be so many.
func found(dir, ending string, want int) ([]string, error) {
	var all []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(path) == ending {
			all = append(all, path)
		}
		return err
	})
	if err == nil && len(all) != want {
		err = fmt.Errorf("%s has %d files %s, not %d", dir, len(all), ending, want)
	}
	return all, err
}
