package remote

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// acceptor is the process of .ci/lab/acceptor.c: MIT's GSS-API as a node has
// Windows'. It holds one context at a time.
type acceptor struct {
	mu       sync.Mutex
	requests io.Writer
	answers  *bufio.Reader
}

func (l lab) startAcceptor() *acceptor {
	l.Helper()
	cmd := exec.Command(l.path("acceptor"))
	cmd.Env = append(os.Environ(), "KRB5_CONFIG="+l.path("krb5.conf"),
		"KRB5_KTNAME="+l.path("service.keytab"), "NTLM_USER_FILE="+l.path("ntlm.users"),
		"KRB5RCACHENAME=file2:"+l.TempDir()+"/replay.cache")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		l.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		l.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			l.Errorf("the acceptor ended with %v", err)
		}
	})
	return &acceptor{requests: in, answers: bufio.NewReader(out)}
}

// ask sends one request and returns the words of the answer.
func (a *acceptor) ask(verb string, values ...[]byte) ([]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	line := verb
	for _, v := range values {
		if len(v) == 0 {
			line += " -"
		} else {
			line += " " + hex.EncodeToString(v)
		}
	}
	if _, err := io.WriteString(a.requests, line+"\n"); err != nil {
		return nil, err
	}
	answer, err := a.answers.ReadString('\n')
	if err != nil {
		return nil, err
	}
	words := strings.Fields(answer)
	if len(words) < 2 || words[0] != "ok" {
		return nil, fmt.Errorf("%s: %.200s", verb, strings.TrimSpace(answer))
	}
	return words[1:], nil
}

// sealingNode is as much of a WinRM node as a handshake and sealed messages
// take; each message is answered with its own text. Its framing is written
// after MS-WSMV 2.2.9.1, not after ours.
type sealingNode struct {
	t          testing.TB
	acceptor   *acceptor
	bindings   []byte // of the TLS channel; nil: none are demanded
	forgeProof func(token []byte) []byte
	forge      func(token []byte) // changes a sealed answer

	client   string // who the acceptor says we are
	flags    uint64 // of the context
	proof    []byte // the token that answered the last handshake
	received []byte // the last message, opened
}

// pendingClient is what the acceptor calls a client that has to send more.
const pendingClient = "-"

// gssChannelBound is GSS_C_CHANNEL_BOUND_FLAG: the acceptor compared the
// bindings, and they are the same.
const gssChannelBound = 2048

func (n *sealingNode) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := n.handshake(w, r.Header.Get("Authorization"))
	switch {
	case err != nil:
		w.Header().Set("Www-Authenticate", "Negotiate")
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	case n.client == pendingClient:
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if err := n.answer(w, r); err != nil {
		n.t.Errorf("the node cannot answer: %v", err)
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func (n *sealingNode) handshake(w http.ResponseWriter, authorization string) error {
	token, ok := strings.CutPrefix(authorization, "Negotiate ")
	if !ok {
		return nil // the connection is authenticated, or the seal will not open
	}
	request, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return err
	}
	words, err := n.acceptor.ask("accept", request, n.bindings)
	if err != nil {
		return err
	}
	if n.proof, err = parseHex(words[0]); err != nil {
		return err
	}
	if n.flags, err = strconv.ParseUint(words[2], 16, 32); err != nil {
		return err
	}
	n.client = words[1]
	proof := n.proof
	if n.forgeProof != nil {
		proof = n.forgeProof(bytes.Clone(proof))
	}
	w.Header().Set("Www-Authenticate", strings.TrimSpace("Negotiate "+base64.StdEncoding.EncodeToString(proof)))
	return nil
}

// parseHex reads the acceptor's bytes.
func parseHex(word string) ([]byte, error) { return hex.DecodeString(strings.TrimPrefix(word, "-")) }

func (n *sealingNode) answer(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) == 0 {
		return err
	}
	if r.TLS != nil {
		n.received = body
		w.Header().Set("Content-Type", "application/soap+xml;charset=UTF-8")
		_, err = w.Write(body)
		return err
	}
	if n.received, err = n.unseal(body); err != nil {
		return err
	}
	signature, sealed, err := n.seal(n.received)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", `multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"`)
	fmt.Fprintf(w, "--Encrypted Boundary\r\nContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"+
		"OriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n"+
		"--Encrypted Boundary\r\nContent-Type: application/octet-stream\r\n", len(n.received))
	w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(signature))))
	w.Write(append(signature, sealed...))
	_, err = io.WriteString(w, "--Encrypted Boundary\r\n")
	return err
}

func (n *sealingNode) unseal(body []byte) ([]byte, error) {
	_, sealed, ok := bytes.Cut(body, []byte("application/octet-stream\r\n"))
	sealed, closed := bytes.CutSuffix(sealed, []byte("--Encrypted Boundary--\r\n"))
	if !ok || !closed || len(sealed) < 4 {
		return nil, fmt.Errorf("not a sealed message: %.200q", body)
	}
	cut := binary.LittleEndian.Uint32(sealed)
	if sealed = sealed[4:]; int(cut) > len(sealed) {
		return nil, fmt.Errorf("a signature of %d bytes in %d", cut, len(sealed))
	}
	words, err := n.acceptor.ask("unwrap", sealed[:cut], sealed[cut:])
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(words[0])
}

func (n *sealingNode) seal(plain []byte) (signature, sealed []byte, err error) {
	words, err := n.acceptor.ask("wrap", plain)
	if err != nil {
		return nil, nil, err
	}
	if signature, err = hex.DecodeString(words[0]); err != nil {
		return nil, nil, err
	}
	if sealed, err = hex.DecodeString(words[1]); err != nil {
		return nil, nil, err
	}
	token := append(signature, sealed...)
	if n.forge != nil {
		n.forge(token)
	}
	return token[:len(signature)], token[len(signature):], nil
}
