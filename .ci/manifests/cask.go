package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// A cask is Ruby, of which goreleaser writes each statement on a line of its own.
var (
	caskVersion = regexp.MustCompile(`(?m)^\s*version "([^"]+)"$`)
	caskBinary  = regexp.MustCompile(`(?m)^\s*binary "clusterdrift"$`)
	// Of one machine: what is downloaded, and from where in it the program is taken.
	caskDownload = regexp.MustCompile(`url "([^"]+)"\s+sha256 "([^"]+)"\s+rename "([^"]+)", "clusterdrift"\n`)
	caskOpens    = regexp.MustCompile(`(?m)\bdo$`)
	caskCloses   = regexp.MustCompile(`(?m)^\s*end$`)
)

func checkCask(r release, dir string) error {
	files, err := found(dir, ".rb", 1)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	text := string(data)
	version := caskVersion.FindStringSubmatch(text)
	if version == nil || !caskBinary.MatchString(text) {
		return errors.New("the cask does not name its version and its program")
	}
	if opens, closes := len(caskOpens.FindAllString(text, -1)), len(caskCloses.FindAllString(text, -1)); opens != closes {
		return fmt.Errorf("%d blocks begin and %d end", opens, closes)
	}
	var wrong []error
	systems := map[string]bool{}
	for _, d := range caskDownload.FindAllStringSubmatch(text, -1) {
		url := strings.ReplaceAll(d[1], "#{version}", version[1])
		systems[url] = true
		wrong = append(wrong, r.download(url, d[2], strings.ReplaceAll(d[3], "#{version}", version[1])))
	}
	if len(systems) != 4 {
		wrong = append(wrong, fmt.Errorf("%d downloads, not one for each of Linux and macOS on two machines", len(systems)))
	}
	return errors.Join(append(wrong, parsed(files[0]))...)
}

// parsed lets Ruby read the file, where it is installed.
func parsed(file string) error {
	ruby, err := exec.LookPath("ruby")
	if err != nil {
		fmt.Println("the cask was not read by Ruby, which is not installed")
		return nil
	}
	if out, err := exec.Command(ruby, "-c", file).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}
