package logs

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte("\x1f\x8b")) }

// unpacked is what a file that gzip compressed holds. Its size is not known: what
// unpacks to more than a log can is damage, once so much was read.
func (f *finder) unpacked(p place) place {
	most := min(max(plainSize, p.size*f.limits.Ratio), f.limits.Bytes)
	packed := p.open
	p.size = 0
	if ext := path.Ext(p.name); strings.EqualFold(ext, ".gz") {
		p.name = strings.TrimSuffix(p.name, ext)
	}
	p.open = func() (io.ReadCloser, error) {
		in, err := packed()
		if err != nil {
			return nil, err
		}
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, errors.Join(damage("the compressed file is damaged"), in.Close())
		}
		return &gunzip{in: in, z: z, left: most, ratio: f.limits.Ratio}, nil
	}
	return p
}

// gunzip bounds what is unpacked, and gives errors our own words.
type gunzip struct {
	in    io.Closer
	z     *gzip.Reader
	left  int64
	ratio int64
}

func (g *gunzip) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, damage(fmt.Sprintf("it unpacks to more than %d times its size, as no log does", g.ratio))
	}
	n, err := g.z.Read(p[:min(int64(len(p)), g.left)])
	g.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damage("the compressed file is damaged from here on")
	}
	return n, err
}

func (g *gunzip) Close() error { return errors.Join(g.z.Close(), g.in.Close()) }
