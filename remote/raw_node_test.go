package remote_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/clusterdrift/clusterdrift/remote"
)

// rawNode answers with bytes that no HTTP server would send. It is given the number
// of a request on its connection, from 1 on, and writes what it likes to the
// connection, which ends when it returns false.
type rawNode func(n int, req *http.Request, conn net.Conn) bool

// serveRaw starts a node on loopback; it ends with the test.
func serveRaw(t *testing.T, node rawNode) remote.Target {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[conn] = true
			mu.Unlock()
			running.Go(func() { node.serve(conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		mu.Lock()
		for conn := range open {
			conn.Close()
		}
		mu.Unlock()
		running.Wait()
	})
	return remote.Target{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Auth: remote.NTLM}
}

func (node rawNode) serve(conn net.Conn) {
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for n := 1; ; n++ {
		req, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		if !node(n, req, conn) {
			return
		}
	}
}

// httpSys is an answer as http.sys writes it, with a page that says so.
func httpSys(status int, reason, says string) string {
	page := fmt.Sprintf("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\r\n<HTML><HEAD><TITLE>%s</TITLE></HEAD>\r\n<BODY><h2>%s</h2>\r\n</BODY></HTML>\r\n", reason, says)
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: text/html; charset=us-ascii\r\nServer: Microsoft-HTTPAPI/2.0\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", status, reason, len(page), page)
}

// bare is an answer without a body.
func bare(status int, headers string) string {
	return fmt.Sprintf("HTTP/1.1 %d \r\nServer: Microsoft-HTTPAPI/2.0\r\n%sContent-Length: 0\r\n\r\n", status, headers)
}

// ntlmChallenge is a challenge of a domain member that seals ([MS-NLMP] 2.2.1.2).
func ntlmChallenge() []byte {
	wide := func(s string) (b []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	}
	var info []byte
	for _, pair := range []struct {
		id   uint16
		name string
	}{{2, "CONTOSO"}, {1, "HV01"}, {4, "contoso.example"}, {3, "hv01.contoso.example"}, {0, ""}} {
		info = binary.LittleEndian.AppendUint16(info, pair.id)
		info = binary.LittleEndian.AppendUint16(info, uint16(len(wide(pair.name))))
		info = append(info, wide(pair.name)...)
	}
	name := wide("CONTOSO")
	m := append([]byte("NTLMSSP\x00"), 2, 0, 0, 0)
	field := func(length, offset int) {
		m = binary.LittleEndian.AppendUint16(m, uint16(length))
		m = binary.LittleEndian.AppendUint16(m, uint16(length))
		m = binary.LittleEndian.AppendUint32(m, uint32(offset))
	}
	field(len(name), 56)
	m = binary.LittleEndian.AppendUint32(m, 0xe28a8235)
	m = append(m, "12345678"...)
	m = append(m, make([]byte, 8)...)
	field(len(info), 56+len(name))
	m = append(m, 10, 0, 0x39, 0x38, 0, 0, 0, 15)
	return append(append(m, name...), info...)
}

// challenge asks for the answer to an NTLM challenge.
func challenge(headers string) string {
	return bare(401, "WWW-Authenticate: Negotiate "+base64.StdEncoding.EncodeToString(ntlmChallenge())+"\r\n"+headers)
}

// write sends text and reports whether the connection goes on.
func write(conn net.Conn, text string) bool {
	_, err := io.WriteString(conn, text)
	return err == nil
}
