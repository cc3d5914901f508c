package windows

import (
	"strings"
	"testing"
)

func TestCommandLines(t *testing.T) {
	const missing = `reg query "HKLM\NOTHING"`
	const notFound = "ERROR: The system was unable to find the specified registry key or value.\r\n"
	tests := []struct {
		name, line  string
		out, errOut string
		exit        int
	}{
		{name: "empty", line: "  "},
		{name: "echo keeps a trailing blank", line: "echo a || echo b", out: "a \r\n"},
		{name: "echo without a blank", line: "echo a&echo b", out: "a\r\nb\r\n"},
		{name: "and after success", line: "hostname && echo yes", out: "NODE1\r\nyes\r\n"},
		{name: "and after failure", line: missing + " && echo yes", errOut: notFound, exit: 1},
		{name: "or after failure", line: missing + " || echo no", out: "no\r\n", errOut: notFound},
		{name: "marks of success", line: "hostname 2>&1 && echo n:0:0 || echo n:0:1", out: "NODE1\r\nn:0:0 \r\n"},
		{name: "marks of failure", line: missing + " 2>&1 && echo n:0:0 || echo n:0:1", out: notFound + "n:0:1\r\n"},
		{name: "joined commands", line: missing + " 2>&1 && echo n:0:0 || echo n:0:1 & hostname 2>&1 && echo n:1:0 || echo n:1:1",
			out: notFound + "n:0:1 \r\nNODE1\r\nn:1:0 \r\n"},
		{name: "and binds tighter than or", line: "echo a || echo b && echo c", out: "a \r\n"},
		{name: "a trailing ampersand", line: "echo a &", out: "a \r\n"},
		{name: "quotes protect operators", line: `echo "a & b || c > d"`, out: "\"a & b || c > d\"\r\n"},
		{name: "a caret protects one", line: "echo a ^& b", out: "a & b\r\n"},
		{name: "nul", line: "hostname >nul & " + missing + " 2> NUL", exit: 1},
		{name: "out to err", line: "hostname 1>&2", errOut: "NODE1\r\n"},
		{name: "a digit that is no stream", line: "echo a1>nul"},
		{name: "streams are bound from left to right", line: missing + " 2>&1 >nul", out: notFound, exit: 1},
		{name: "no writing", line: "echo a > C:\\file", errOut: "Access is denied.\r\n", exit: 1},
		{name: "nested", line: `cmd /d /c "echo a & hostname"`, out: "a \r\nNODE1\r\n"},
		{name: "nested with quotes", line: `cmd.exe /C "reg query "HKLM\NOTHING" 2>nul || echo no"`, out: "no\r\n"},
		{name: "version", line: "ver", out: "\r\nMicrosoft Windows [Version 6.1.7601]\r\n"},
		{name: "unknown", line: "powershell -Command x", exit: 1,
			errOut: "'powershell' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"},
		{name: "exit", line: "exit 3", exit: 3},
		{name: "exit ends the line", line: "echo a & exit /b 7 & echo b", out: "a \r\n", exit: 7},
		{name: "exit after a failure", line: missing + " 2>nul || exit 5 && echo no", exit: 5},
		{name: "exit with a large code", line: "exit -1", exit: -1},
		{name: "exit of a nested shell", line: `cmd /c "exit 4 & echo no" || echo yes`, out: "yes\r\n"},
		{name: "exit without a code", line: "exit & echo no"},
		{name: "a variable", line: "echo %Site%-%computername%", out: "north 1-NODE1\r\n"},
		{name: "a variable that is not set", line: "echo 100% %NOTHING% %site%", out: "100% %NOTHING% north 1\r\n"},
		{name: "set shows variables", line: "set S", out: "SITE=north 1\r\nSYSTEMDRIVE=C:\r\nSYSTEMROOT=C:\\Windows\r\n"},
		{name: "set gives a value", line: `set SITE=x& set SI & cmd /c set SI & cmd /c "set SI=y" & set SI`, out: "SITE=x\r\nSITE=x\r\nSITE=x\r\n"},
		{name: "set of nothing", line: "set NOTHING", errOut: "Environment variable NOTHING not defined\r\n", exit: 1},
		{name: "two operators", line: "echo a && && echo b", errOut: "The syntax of the command is incorrect.\r\n", exit: 1},
		{name: "a pipe", line: "hostname | more", errOut: "The syntax of the command is incorrect.\r\n", exit: 1},
		{name: "a redirection to nowhere", line: "hostname >", errOut: "The syntax of the command is incorrect.\r\n", exit: 1},
	}
	m := build(t, bare())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, errOut, exit := m.Run(tt.line, "site=north 1")
			if string(out) != tt.out || string(errOut) != tt.errOut || exit != tt.exit {
				t.Errorf("%s\ngot  %q %q %d\nwant %q %q %d", tt.line, out, errOut, exit, tt.out, tt.errOut, tt.exit)
			}
		})
	}
}

func TestIPConfig(t *testing.T) {
	out, _, exit := build(t, Server2008R2("HV01")).Run("ipconfig")
	if exit != 0 || !strings.Contains(string(out), "Ethernet adapter Heartbeat:\r\n") || !strings.Contains(string(out), ": 10.20.0.11\r\n") {
		t.Errorf("exit %d, %q", exit, out)
	}
}

func FuzzCommandLine(f *testing.F) {
	f.Add(`reg query "HKLM\SOFTWARE" /s 2>&1 && echo n:0:0 || echo n:0:1 & cmd /c "echo a^&b"`)
	m := build(f, bare())
	f.Fuzz(func(t *testing.T, line string) {
		if out, errOut, _ := m.Run(line, "A=%B%", "B=%A%"); len(out)+len(errOut) > 1<<20 {
			t.Errorf("%q prints %d bytes", line, len(out)+len(errOut))
		}
	})
}
