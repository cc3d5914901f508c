package main

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const schedules = "../../.github/schedules/"

func schedule(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(schedules + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSchedules: each example runs an audit that the program takes.
func TestSchedules(t *testing.T) {
	var task struct {
		Command   string `xml:"Actions>Exec>Command"`
		Arguments string `xml:"Actions>Exec>Arguments"`
		Policy    string `xml:"Settings>MultipleInstancesPolicy"`
	}
	if err := xml.Unmarshal([]byte(schedule(t, "clusterdrift-audit.xml")), &task); err != nil || !strings.HasSuffix(task.Command, `\clusterdrift.exe`) || task.Policy != "IgnoreNew" {
		t.Errorf("%+v, %v", task, err)
	}
	var job struct {
		Spec struct {
			JobTemplate struct {
				Spec struct {
					Template struct {
						Spec struct {
							Containers []struct{ Command []string }
						}
					}
				}
			} `yaml:"jobTemplate"`
		}
	}
	if err := yaml.Unmarshal([]byte(schedule(t, "clusterdrift-audit.cronjob.yaml")), &job); err != nil {
		t.Fatal(err)
	}
	containers := job.Spec.JobTemplate.Spec.Template.Spec.Containers
	if len(containers) != 1 {
		t.Fatalf("%d containers", len(containers))
	}
	lines := map[string]string{
		"Task Scheduler": "clusterdrift " + strings.ReplaceAll(task.Arguments, `\`, "/"),
		"Kubernetes":     strings.Join(containers[0].Command, " "),
		"systemd":        lineWith(t, "clusterdrift-audit.service", "ExecStart="),
		"cron":           lineWith(t, "clusterdrift-audit.cron", "0 2 * * * clusterdrift "),
	}
	for name, line := range lines {
		line = strings.TrimPrefix(line, "/usr/local/bin/")
		if err := parses(line); err != nil || !strings.HasPrefix(line, "clusterdrift audit ") {
			t.Errorf("%s: %q: %v", name, line, err)
		}
	}
}

// lineWith is what follows a prefix in a file.
func lineWith(t *testing.T, name, prefix string) string {
	t.Helper()
	for line := range strings.Lines(schedule(t, name)) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), prefix); ok {
			return rest
		}
	}
	t.Fatalf("%s has no line that begins with %q", name, prefix)
	return ""
}

// TestSchedulesOfSystemd has systemd read its units, of which the program is not installed.
func TestSchedulesOfSystemd(t *testing.T) {
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd is not here")
	}
	dir := t.TempDir()
	for _, name := range []string{"clusterdrift-audit.service", "clusterdrift-audit.timer"} {
		text := strings.ReplaceAll(schedule(t, name), "/usr/local/bin/clusterdrift", "/bin/true")
		text = strings.ReplaceAll(text, "User=clusterdrift", "User=root")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), program, "verify", "--man=no", filepath.Join(dir, "clusterdrift-audit.service"), filepath.Join(dir, "clusterdrift-audit.timer")).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "clusterdrift-audit") {
			t.Errorf("%s", line)
		}
	}
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
