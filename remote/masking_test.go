package remote_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/mask"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

// TestSessionMasksEcho reads everything that a session can hand out of a node
// that sends back the password in each answer.
func TestSessionMasksEcho(t *testing.T) {
	node := windows.Healthy(1, password)[0]
	node.Conduct.Fault = simulator.FaultEcho
	node.Registry = append(node.Registry, windows.RegistryValue{Key: remote.KeyTCP, Name: password, Type: "REG_SZ", Data: "x"},
		windows.RegistryValue{Key: remote.KeyServicing + `\` + base64.RawStdEncoding.EncodeToString([]byte(password))})
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	s := open(t, target(farm))
	known := mask.New(password)
	tests := []struct {
		name string
		read func() (any, error)
	}{
		{"rows", func() (any, error) { return s.Query(t.Context(), "root/cimv2", "SELECT * FROM Win32_OperatingSystem") }},
		{"rows of several pages", func() (any, error) {
			return s.Query(t.Context(), "root/cimv2", "SELECT HotFixID,Description FROM Win32_QuickFixEngineering")
		}},
		{"keys of the registry", func() (any, error) { return s.RegistryKeys(t.Context(), remote.KeyServicing) }},
		{"values of the registry", func() (any, error) { return s.RegistryValues(t.Context(), remote.KeyTCP) }},
		{"output", func() (any, error) {
			out, err := s.Run(t.Context(), []remote.Command{remote.NetshTCPGlobal})
			if err != nil {
				return nil, err
			}
			if !out[0].Masked {
				t.Error("the output does not say that something is masked")
			}
			return string(out[0].Text), err
		}},
		{"fault", func() (any, error) {
			_, err := s.Query(t.Context(), "root/cimv2", "SELECT x FROM Win32_NoSuchClass")
			if err == nil {
				t.Error("a class that does not exist")
			}
			return err, nil
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := s.Echoes()
			got, err := tt.read()
			text := fmt.Sprint(got)
			if err != nil || !strings.Contains(text, mask.Mark) || known.In(text) {
				t.Errorf("%v, %s", err, text)
			}
			if s.Echoes() != before+1 && tt.name != "rows of several pages" {
				t.Errorf("%d echoes, %d before", s.Echoes(), before)
			}
		})
	}
}

// TestFaultIsMaskedBeforeItIsShortened has the password where the text of a
// fault is cut.
func TestFaultIsMaskedBeforeItIsShortened(t *testing.T) {
	node := windows.Healthy(1, strings.Repeat("0123456789", 29)+"tail-of-the-password")[0]
	node.Conduct.Fault = simulator.FaultEcho
	farm, err := simulator.Start([]*windows.Node{node}, simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(farm.Close)
	who := remote.Credentials{User: `CONTOSO\clusteraudit`, Password: remote.NewSecret(node.Account.Password)}
	s, err := remote.Open(t.Context(), target(farm), who, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(t.Context()) })
	if _, err = s.Query(t.Context(), "root/cimv2", "SELECT x FROM Win32_NoSuchClass"); err == nil || strings.Contains(err.Error(), "0123456789") {
		t.Errorf("error %v", err)
	}
}

// TestNoEcho: what holds no secret is handed out as it came.
func TestNoEcho(t *testing.T) {
	_, to := start(t, "", simulator.Options{})
	s := open(t, to)
	rows, err := s.Query(t.Context(), "root/cimv2", "SELECT CSName FROM Win32_OperatingSystem")
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Run(t.Context(), []remote.Command{remote.NetshTCPGlobal})
	if err != nil || out[0].Masked || s.Echoes() != 0 || rows[0]["CSName"][0] != "NODE0001" {
		t.Errorf("%v, masked %v, %d echoes, rows %v", err, out[0].Masked, s.Echoes(), rows)
	}
}
