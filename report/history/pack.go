package history

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/clusterdrift/clusterdrift/report"
	"github.com/clusterdrift/clusterdrift/report/record"
)

// packed is a result as it is kept: what it says as a whole, and each of its clusters,
// each a document of package record, compressed.
type packed struct {
	uid    string
	head   []byte
	bodies [][]byte // in the order of the clusters
}

// pack writes a result. Its uid is a digest of all documents, so the same result recorded
// twice is one run.
func pack(r *report.Result) (packed, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(8<<20))
	if err != nil {
		return packed{}, err
	}
	defer encoder.Close()
	var p packed
	sum := sha256.New()
	add := func(r *report.Result) ([]byte, error) {
		var document bytes.Buffer
		if err := record.Write(&document, r); err != nil {
			return nil, err
		}
		sum.Write(document.Bytes())
		return encoder.EncodeAll(document.Bytes(), nil), nil
	}
	if p.head, err = add(headOf(r)); err != nil {
		return packed{}, err
	}
	for _, c := range r.Clusters {
		body, err := add(bodyOf(r, c))
		if err != nil {
			return packed{}, err
		}
		p.bodies = append(p.bodies, body)
	}
	p.uid = fmt.Sprintf("%.6x", sum.Sum(nil))
	return p, nil
}

// headOf is a result without its clusters.
func headOf(r *report.Result) *report.Result {
	head := *r
	head.Clusters = nil
	return &head
}

// bodyOf is one cluster of a result, with what reading it takes.
func bodyOf(r *report.Result, c report.Cluster) *report.Result {
	return &report.Result{
		Tool: r.Tool, Started: r.Started, Finished: r.Finished, Took: r.Took, Judged: r.Judged, Selection: r.Selection,
		Counts: c.Counts, Clusters: []report.Cluster{c},
	}
}

// unpack reads what pack wrote.
func unpack(data []byte) (result *report.Result, err error) {
	defer func() {
		if recover() != nil {
			result, err = nil, damaged()
		}
	}()
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(record.MaxDocument))
	if err != nil {
		return nil, damaged()
	}
	defer decoder.Close()
	document, err := decoder.DecodeAll(data, nil)
	if err != nil {
		return nil, damaged()
	}
	result, err = record.Read(bytes.NewReader(document))
	if err != nil {
		return nil, &Error{Message: "a report in it cannot be read: " + err.Error(), Hint: "use the version of clusterdrift that recorded it, or a newer one"}
	}
	return result, nil
}

func damaged() *Error {
	return &Error{Message: "a report in it is damaged", Hint: "restore the history from a backup"}
}

// unpackCluster reads the report on one cluster.
func unpackCluster(body []byte) (*report.Result, error) {
	r, err := unpack(body)
	if err == nil && len(r.Clusters) != 1 {
		err = damaged()
	}
	return r, err
}
