package secrets

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/clusterdrift/clusterdrift/cmd/clusterdrift/internal/cli"
)

// clientPair is a certificate and its key, in PEM.
func clientPair(t *testing.T, name string) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", der), block("PRIVATE KEY", pkcs8)
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestKeyPair(t *testing.T) {
	cert, key := clientPair(t, "audit")
	_, otherKey := clientPair(t, "other")
	encrypted := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-256-CBC,00"}, Bytes: []byte("s3cret")})
	for _, tt := range []struct {
		name      string
		cert, key []byte
		want      string
	}{
		{"a pair", cert, key, ""},
		{"a pair with other blocks", append(block("TRUSTED", []byte("x")), cert...), append(block("EC PARAMETERS", []byte("x")), key...), ""},
		{"both in each file", append(cert, key...), append(cert, key...), ""},
		{"swapped", key, cert, "c.pem holds a key and no certificate"},
		{"a certificate twice", cert, cert, "k.pem holds a certificate and no key"},
		{"nothing", nil, key, "c.pem holds no certificate in PEM form"},
		{"text for a key", cert, []byte("s3cret"), "k.pem holds no private key in PEM form"},
		{"a passphrase", cert, encrypted, "the key in k.pem has a passphrase"},
		{"a passphrase of PKCS 8", cert, block("ENCRYPTED PRIVATE KEY", []byte("s3cret")), "the key in k.pem has a passphrase"},
		{"a damaged certificate", block("CERTIFICATE", []byte("s3cret")), key, "the certificate in c.pem is damaged"},
		{"a damaged key", cert, block("PRIVATE KEY", []byte("s3cret")), "the key in k.pem is damaged, or of a kind that is not supported"},
		{"another key", cert, otherKey, `the key in k.pem does not belong to the certificate in c.pem, which is for "audit"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pair, err := keyPair("c.pem", "k.pem", tt.cert, tt.key)
			var bad *cli.UsageError
			switch {
			case tt.want == "":
				if err != nil || pair == nil {
					t.Error(err)
				}
			case !errors.As(err, &bad) || bad.Problems[0] != tt.want || bad.Hint == "" || strings.Contains(err.Error()+bad.Hint, "s3cret"):
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}
