package mask

import (
	"testing"

	"github.com/clusterdrift/clusterdrift/remote/internal/corpus"
)

// What real nodes answered is kept byte by byte, and loses a secret that one
// of them tells without becoming something else than XML.
func TestMaskRecordedAnswers(t *testing.T) {
	for _, file := range corpus.Files(t, "wsman/*.xml") {
		answer := corpus.File(t, file)
		if got := New("Sunshine/1", pass).Documents().XML(answer); got != string(answer) {
			t.Errorf("%s is changed", file)
		}
		const secret = "schemas"
		masked := New(secret).Documents().XML(answer)
		if wellFormed(string(answer)) == nil && wellFormed(masked) != nil {
			t.Errorf("%s becomes %v", file, wellFormed(masked))
		}
		remains(t, masked, secret)
	}
}
