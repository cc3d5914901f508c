//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// size is how many nodes a cluster of the offline rows has.
const size = 16

// makeFacts collects the facts of simulated nodes, and writes them once more under
// other names until there are as many documents as wanted: in many, in clusters of the
// size, and in one, all in a single cluster.
func (b bench) makeFacts(nodes int) error {
	served, err := b.serve()
	if err != nil {
		return err
	}
	err = b.collect(served)
	if err := errors.Join(err, served.end()); err != nil {
		return err
	}
	files, err := filepath.Glob(b.path("facts/HEALTHY*__NODE*.json"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("collect wrote no facts of healthy nodes (%v)", err)
	}
	for dir, perCluster := range map[string]int{"many": size, "one": nodes} {
		if dir == "one" && !b.wants(rowOfOne(nodes)) {
			continue
		}
		if err := b.multiply(files, nodes, dir, perCluster); err != nil {
			return err
		}
	}
	return nil
}

func (b bench) multiply(files []string, nodes int, dir string, perCluster int) error {
	if err := os.Mkdir(b.path(dir), 0o700); err != nil {
		return err
	}
	for i := range nodes {
		file := files[i%len(files)]
		cluster, node, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), "__")
		document, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("BENCH%05d", i)
		document = bytes.ReplaceAll(document, []byte(node), []byte(name))
		document = bytes.ReplaceAll(document, []byte(strings.ToLower(node)), []byte(strings.ToLower(name)))
		document = bytes.ReplaceAll(document, []byte(cluster), fmt.Appendf(nil, "CLUSTER%04d", i/perCluster))
		if err := os.WriteFile(b.path(dir, name+".json"), document, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// served are the simulated nodes of the demo.
type served struct {
	command  *exec.Cmd
	password string // as the demo prints it, for the environment
}

func (b bench) serve() (*served, error) {
	s := &served{command: exec.Command(b.program, "demo", "--serve", "--nodes", "24", "--inventory", b.path("inventory.yaml"))}
	s.command.WaitDelay = 10 * time.Second
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.password == "" && lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), "export "); ok {
			s.password = strings.ReplaceAll(value, "'", "")
		}
	}
	if s.password == "" {
		return nil, errors.Join(errors.New("demo --serve did not start"), s.end())
	}
	go func() {
		for lines.Scan() { // so that it is never kept from printing
		}
	}()
	return s, nil
}

// end interrupts the nodes, upon which their process exits with 130.
func (s *served) end() error {
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	_ = s.command.Wait()
	return nil
}

// collect reads the nodes, of which one does not answer.
func (b bench) collect(s *served) error {
	c := exec.Command(b.program, "collect", "-i", b.path("inventory.yaml"), "-d", b.path("facts"))
	c.Env = append(os.Environ(), s.password)
	out, err := c.CombinedOutput()
	if code := c.ProcessState.ExitCode(); code != 3 {
		return fmt.Errorf("collect exits with %d (%v):\n%s", code, err, out)
	}
	return nil
}
