package simulator

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/simulator/windows"
)

func FuzzRequest(f *testing.F) {
	f.Add([]byte(enumerateMessage("SELECT Name FROM X")))
	f.Add([]byte(shellMessage(actionReceive, "X", receiveBody("Y"))))
	f.Add([]byte(identifyMessage))
	n := &windows.Node{Name: "NODE1", Account: testAccount}
	h, err := newHost(n, &fakeWindows{}, Options{}, nil, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { h.listener.Close() })
	f.Fuzz(func(t *testing.T, message []byte) {
		req, refused := readRequest(message)
		if req == nil {
			t.Fatal("no request to relate to")
		}
		if refused == nil {
			return
		}
		if _, err := parse([]byte(h.faultReply(refused).envelope(req.messageID))); err != nil {
			t.Errorf("the answer is not well-formed: %v", err)
		}
	})
}

func FuzzAuthenticate(f *testing.F) {
	f.Add(append([]byte(ntlmSignature), make([]byte, 80)...))
	f.Add(append([]byte(ntlmSignature+"\x03\x00\x00\x00"), make([]byte, 80)...))
	f.Fuzz(func(t *testing.T, message []byte) {
		a := &acceptor{account: testAccount, computer: "NODE1", bindings: endpointBindings(nil)}
		a.challengeTo(negotiateMessage(supported), testTime)
		if _, err := a.accept(message); err == nil {
			t.Error("logged on without the password")
		}
	})
}

func FuzzSealed(f *testing.F) {
	signature, sealed := newSecurity(make([]byte, 16), true).inbound.seal([]byte("message"))
	f.Add(sealedType(protocolSPNEGO), wrapSealed(protocolSPNEGO, 7, signature, sealed))
	f.Add("text/plain", []byte("--Encrypted Boundary\r\n"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		message, err := readSealed(newSecurity(make([]byte, 16), true), contentType, body)
		if err == nil && string(message) != "message" {
			t.Errorf("opened %q", message)
		}
	})
}
