package logs

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// Bounds of archives besides those of Limits.
const (
	mostDirectory = 64 << 20 // bytes of the list of an archive's entries
	plainSize     = 1 << 20  // an entry up to this size may be compressed by any ratio
	mostInner     = 8 << 30  // bytes of an archive within an archive
)

// isZip reports whether a file begins as a zip archive, an empty one included.
func isZip(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// archive takes the entries of an archive in file. depth is 1 for one within
// another.
func (f *finder) archive(ctx context.Context, p place, file string, depth int) error {
	in, err := os.Open(file)
	if err != nil {
		f.leave(p.path, readProblem(err))
		return nil
	}
	f.closers = append(f.closers, in.Close)
	list := &boundedReader{in: in, left: mostDirectory}
	z, err := zip.NewReader(list, p.size)
	list.left = -1 // entries are bounded one by one
	if err != nil {
		f.leave(p.path, "the archive is damaged or has too many entries: extract it, and name the folder")
		return nil
	}
	for _, entry := range z.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.entry(ctx, p, entry, depth); err != nil {
			return err
		}
	}
	return nil
}

// boundedReader reads up to so many bytes; any number when left is negative.
type boundedReader struct {
	in   io.ReaderAt
	left int64
}

var errDirectory = errors.New("the list of entries is too long")

func (b *boundedReader) ReadAt(p []byte, off int64) (int, error) {
	if b.left >= 0 {
		if b.left -= int64(len(p)); b.left < 0 {
			b.left = 0
			return 0, errDirectory
		}
	}
	return b.in.ReadAt(p, off)
}

// entry takes one entry of an archive.
func (f *finder) entry(ctx context.Context, outer place, entry *zip.File, depth int) error {
	name := strings.ToValidUTF8(strings.ReplaceAll(entry.Name, `\`, "/"), "\ufffd")
	where := outer.path + "!" + name
	if f.files++; f.files > f.limits.Files {
		return errTooMany
	}
	if entry.Mode().IsDir() || strings.HasSuffix(name, "/") {
		return nil
	}
	if why := f.refusal(entry); why != "" {
		f.leave(where, why)
		return nil
	}
	f.bytes += int64(entry.UncompressedSize64)
	p := place{path: where, name: path.Join(path.Dir(outer.name), name), size: int64(entry.UncompressedSize64), open: func() (io.ReadCloser, error) { return openEntry(entry) }}
	head, err := p.head(8)
	switch {
	case err != nil:
		f.leave(where, "the entry is damaged")
	case isZip(head) && depth > 0:
		f.leave(where, "an archive in an archive in an archive: extract it, and name the folder")
	case isZip(head):
		return f.inner(ctx, p)
	case isGzip(head):
		f.places = append(f.places, f.unpacked(p))
	default:
		f.places = append(f.places, p)
	}
	return nil
}

// refusal is why an entry is not read; "" when it is.
func (f *finder) refusal(entry *zip.File) string {
	const encrypted = 1
	size, packed := entry.UncompressedSize64, max(entry.CompressedSize64, 1)
	switch {
	case !entry.Mode().IsRegular():
		return "not a regular file"
	case entry.Flags&encrypted != 0:
		return "encrypted: extract the archive, and name the folder"
	case entry.Method != zip.Store && entry.Method != zip.Deflate:
		return fmt.Sprintf("compressed by method %d, which is not supported: extract the archive, and name the folder", entry.Method)
	case size == 0:
		return "empty"
	case size > plainSize && size/packed > uint64(f.limits.Ratio):
		return fmt.Sprintf("it would unpack to more than %d times its size, as no log does", f.limits.Ratio)
	case size > uint64(f.limits.Bytes) || f.bytes+int64(size) > f.limits.Bytes:
		return "the archives unpack to more than may be read: extract them, and name the folder"
	}
	return ""
}

// openEntry opens an entry, which may not have more bytes than it says.
func openEntry(entry *zip.File) (io.ReadCloser, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, damage("the entry is damaged")
	}
	return entryReader{r: io.LimitReader(r, int64(entry.UncompressedSize64)), c: r}, nil
}

// entryReader gives errors of an entry our own words.
type entryReader struct {
	r io.Reader
	c io.Closer
}

func (e entryReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damage("the entry of the archive is damaged from here on")
	}
	return n, err
}

func (e entryReader) Close() error { return e.c.Close() }

// inner takes an archive within an archive. It is unpacked into a temporary file,
// which Close removes: its entries cannot be found otherwise.
func (f *finder) inner(ctx context.Context, p place) error {
	if p.size > mostInner {
		f.leave(p.path, "an archive in an archive that is too large: extract it, and name the folder")
		return nil
	}
	r, err := p.open()
	if err != nil {
		f.leave(p.path, readProblem(err))
		return nil
	}
	defer r.Close()
	temp, err := os.CreateTemp("", "clusterdrift-*.zip")
	if err != nil {
		f.leave(p.path, "there is no room for a temporary file: extract the archive, and name the folder")
		return nil
	}
	file := temp.Name()
	f.closers = append(f.closers, func() error { return os.Remove(file) })
	n, err := io.Copy(temp, r)
	if err := errors.Join(err, temp.Close()); err != nil {
		f.leave(p.path, "it could not be unpacked: extract it, and name the folder")
		return nil
	}
	p.size = n
	return f.archive(ctx, p, file, 1)
}
