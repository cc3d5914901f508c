package remote

import "bytes"

// liftedRun is from how many bytes on a text is lifted out of a document.
const liftedRun = 512

// lifted is a text that was taken out of a document before it is parsed.
type lifted struct {
	at   int64 // where in what is left of the document it was
	text []byte
}

// lift takes the long texts out of a document that are nothing but base64, as the
// output of a shell is: the parser would look at each of their bytes several times, and
// could find nothing else than text in them. A document in which such a run may be
// something else, for it has comments or sections, is left whole, and so is one whose
// runs are short.
func lift(data []byte) (rest []byte, texts []lifted) {
	if len(data) < liftedRun || bytes.Contains(data, []byte("<!")) || bytes.LastIndex(data, []byte("<?")) > 0 {
		return data, nil
	}
	done := 0 // how far data has been copied
	for i := 0; ; {
		open := bytes.IndexByte(data[i:], '>')
		if open < 0 {
			break
		}
		begin := i + open + 1
		end := begin + base64Run(data[begin:])
		i = end
		if end-begin < liftedRun || end == len(data) || data[end] != '<' || begin < 2 || data[begin-2] == '/' {
			continue
		}
		rest = append(rest, data[done:begin]...)
		texts = append(texts, lifted{int64(len(rest)), data[begin:end:end]})
		done = end
	}
	if texts == nil {
		return data, nil
	}
	return append(rest, data[done:]...), texts
}

// base64Run is how many bytes at the beginning are of base64.
func base64Run(data []byte) int {
	for i, b := range data {
		if !base64Bytes[b] {
			return i
		}
	}
	return len(data)
}

// base64Bytes are the bytes of base64, without white space.
var base64Bytes = func() (set [256]bool) {
	for _, b := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") {
		set[b] = true
	}
	return set
}()
