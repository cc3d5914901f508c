package baselines

import (
	"crypto/sha256"
	"fmt"
)

// EmbeddedDigest is an embedded baseline or overlay, and the digest of its file as a
// report gives it.
type EmbeddedDigest struct {
	Name   string `json:"name"`   // "ws2022", "role-hyperv"
	Digest string `json:"digest"` // "sha256:" and 64 hex digits, over the content of the file
}

// EmbeddedDigests are those of all embedded baselines and overlays, sorted by name. Two
// programs with the same digests judge by the same requirements.
func EmbeddedDigests() ([]EmbeddedDigest, error) {
	var all []EmbeddedDigest
	for _, name := range embeddedNames() {
		data, err := embedded.ReadFile(name + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("read embedded baseline %s: %w", name, err)
		}
		all = append(all, EmbeddedDigest{name, fmt.Sprintf("sha256:%x", sha256.Sum256(data))})
	}
	return all, nil
}
