package remote_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jcmturner/gofork/encoding/asn1"
	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/iana/asnAppTag"
	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/iana/patype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/clusterdrift/clusterdrift/remote"
	"github.com/clusterdrift/clusterdrift/remote/simulator"
)

// answeringKDC answers every question by the same reply, over UDP on loopback, and
// counts the questions. It returns the path of a krb5.conf that leads to it.
func answeringKDC(t *testing.T, reply []byte) (conf string, asked *atomic.Int32) {
	return scriptedKDC(t, func([]byte) []byte { return reply })
}

// scriptedKDC answers a question by what a function makes of it; nil is silence.
func scriptedKDC(t *testing.T, reply func(question []byte) []byte) (conf string, asked *atomic.Int32) {
	t.Helper()
	conn := udpAlone(t)
	asked = &atomic.Int32{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 1<<16)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			asked.Add(1)
			if answer := reply(buffer[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from) // the client notices
			}
		}
	}()
	t.Cleanup(func() {
		conn.Close()
		<-done
	})
	conf = filepath.Join(t.TempDir(), "krb5.conf")
	text := fmt.Sprintf("[libdefaults]\n default_realm = %s\n[realms]\n %s = {\n  kdc = %s\n }\n", realmName, realmName, conn.LocalAddr())
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return conf, asked
}

// udpAlone listens for UDP on a port of loopback where nothing listens for TCP, which a
// client asks, too. The port is below those that systems give to servers that ask for
// any: none of another test comes to it later.
func udpAlone(t *testing.T) net.PacketConn {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))
		tcp, err := net.Listen("tcp4", address)
		if err != nil {
			continue
		}
		tcp.Close()
		if conn, err := net.ListenPacket("udp4", address); err == nil {
			return conn
		}
	}
	t.Fatal("no port of loopback is free for UDP and TCP")
	return nil
}

// preauthRequired is the KRB-ERROR by which a KDC asks for the encrypted time, with
// what it says of the user's key.
func preauthRequired(t *testing.T, info []byte) []byte {
	t.Helper()
	data, err := asn1.Marshal(types.PADataSequence{{PADataType: patype.PA_ETYPE_INFO2, PADataValue: info}, {PADataType: patype.PA_ENC_TIMESTAMP}})
	if err != nil {
		t.Fatal(err)
	}
	e := messages.NewKRBError(types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "krbtgt/"+realmName), realmName, errorcode.KDC_ERR_PREAUTH_REQUIRED, "")
	e.EData = data
	reply, err := asn1.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return asn1tools.AddASNAppTag(reply, asnAppTag.KRBError)
}

// A reply that cannot be used is, like any other, the answer to the one login of all
// nodes.
func TestUnusableReplyOfTheKDC(t *testing.T) {
	conf, asked := answeringKDC(t, preauthRequired(t, []byte{0x30, 0})) // no kind of key at all
	realm, _ := startRealm(t)
	farm, _ := start(t, "", simulator.Options{Realm: realm})
	tickets := newTickets(t, remote.Login{User: "clusteraudit@" + realmName, Password: remote.NewSecret(password), Config: conf})
	var questions int32
	for i := range 3 {
		_, err := remote.Open(t.Context(), kerberosTarget(farm), remote.Credentials{Tickets: tickets}, options())
		checkKind(t, err, remote.AuthFailed)
		if i == 0 {
			questions = asked.Load()
		}
	}
	if n := asked.Load(); n == 0 || n != questions {
		t.Errorf("the KDC was asked %d times for the first node and %d for all", questions, n)
	}
}

// A KDC that takes a proof of the password and says nothing may have counted it: no
// other node shows it again, even where the time of the first node was used up.
func TestProofIsShownOnce(t *testing.T) {
	info, err := asn1.Marshal(types.ETypeInfo2{{EType: 18, Salt: realmName + "clusteraudit"}})
	if err != nil {
		t.Fatal(err)
	}
	var proofs atomic.Int32
	conf, _ := scriptedKDC(t, func(question []byte) []byte {
		var q messages.ASReq
		if q.Unmarshal(question) == nil && q.PAData.Contains(patype.PA_ENC_TIMESTAMP) {
			proofs.Add(1)
			return nil
		}
		return preauthRequired(t, info)
	})
	realm, _ := startRealm(t)
	farm, _ := start(t, "", simulator.Options{Realm: realm})
	tickets := newTickets(t, remote.Login{User: "clusteraudit@" + realmName, Password: remote.NewSecret(password), Config: conf})
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		_, err := remote.Open(ctx, kerberosTarget(farm), remote.Credentials{Tickets: tickets}, options())
		cancel()
		if !remote.IsKind(err, remote.AuthFailed) || !strings.Contains(err.Error(), "gives no answer in time") || remote.PasswordRefused(err) {
			t.Errorf("%v", err)
		}
	}
	if n := proofs.Load(); n != 1 {
		t.Errorf("%d proofs of the password", n)
	}
}
