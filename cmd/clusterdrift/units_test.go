package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/report"
)

func readUnit(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(schedules, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The commands of the units and of cron are ones that the program takes, and drift alone
// is no failure of the job.
func TestUnits(t *testing.T) {
	service, serve, cron := readUnit(t, "clusterdrift.service"), readUnit(t, "clusterdrift-serve.service"), readUnit(t, "clusterdrift.cron")
	command := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/(clusterdrift .*)$`)
	start, web := command.FindStringSubmatch(service), command.FindStringSubmatch(serve)
	job := regexp.MustCompile(`\$\((clusterdrift .*?) 2>&1\)`).FindStringSubmatch(cron)
	if start == nil || job == nil || web == nil {
		t.Fatal("there is no command")
	}
	for _, line := range []string{start[1], web[1], job[1]} {
		if err := parses(line); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
	if !strings.Contains(service, "\nSuccessExitStatus=1\n") {
		t.Error("drift is a failure of the service")
	}
}

// The line of cron ends with the codes that have to reach somebody, and is silent
// otherwise.
func TestCronLine(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	line := regexp.MustCompile(`(?m)^30 2 \* \* \* clusterdrift (.*)$`).FindStringSubmatch(readUnit(t, "clusterdrift.cron"))
	if line == nil {
		t.Fatal("there is no line of a job")
	}
	quiet := []string{"0", "1"}
	for _, code := range []int{report.ExitPass, report.ExitDrift, report.ExitLocal, report.ExitIncomplete, report.ExitDriftIncomplete, report.ExitNothing, report.ExitInterrupted} {
		dir, text := t.TempDir(), strconv.Itoa(code)
		program := "#!/bin/sh\necho said\nexit " + text + "\n"
		if err := os.WriteFile(filepath.Join(dir, "clusterdrift"), []byte(program), 0o700); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(sh, "-c", line[1])
		c.Env = append(programEnviron(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, _ := c.CombinedOutput()
		wantOut, wantCode := "said\n", code
		if slices.Contains(quiet, text) {
			wantOut, wantCode = "", 0
		}
		if string(out) != wantOut || c.ProcessState.ExitCode() != wantCode {
			t.Errorf("a scan that exits %d: the job prints %q and exits %d, want %q and %d", code, out, c.ProcessState.ExitCode(), wantOut, wantCode)
		}
	}
}

// TestUnitsBySystemd has systemd look for what is wrong with the units.
func TestUnitsBySystemd(t *testing.T) {
	analyze := os.Getenv("SYSTEMD_ANALYZE")
	if analyze == "" {
		t.Skip("SYSTEMD_ANALYZE names no program: .ci/long installs it and sets the variable")
	}
	program, err := exec.LookPath("clusterdrift")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	args := []string{"verify", "--man=no"}
	for _, name := range []string{"clusterdrift.service", "clusterdrift.timer", "clusterdrift-serve.service"} {
		text := strings.ReplaceAll(readUnit(t, name), "/usr/local/bin/clusterdrift", program)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, filepath.Join(dir, name))
	}
	if out, err := exec.Command(analyze, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
