package remote

import "testing"

func FuzzNTLMChallenge(f *testing.F) {
	f.Add([]byte("NTLMSSP\x00\x02\x00\x00\x00\x00\x00\x00\x00\x38\x00\x00\x00\xff\xff\xff\xff12345678\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x38\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, token []byte) {
		n := &ntlmScheme{credentials: Credentials{User: `D\u`, Password: NewSecret("p")}, sealing: true}
		client, _, err := n.negotiate()
		if err != nil {
			t.Fatal(err)
		}
		challenge, err := ntlmChallenge(&answer{status: 401, challenges: []string{negotiateHeader(token)}}, n.sealing)
		if err != nil {
			return
		}
		if _, err := n.authenticate(client, challenge, nil); err == nil && n.session == nil {
			t.Error("no session key, and no error")
		}
	})
}
