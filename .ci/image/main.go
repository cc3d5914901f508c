// Command image writes a container image: clusterdrift, certificates of authorities, time
// zones and licences, and nothing else. The file is a tar of an OCI image layout
// (image-spec v1.1), which podman, skopeo, containerd and Docker 25 or later load.
// The same input gives the same bytes.
//
//	go run ./.ci/image -binary clusterdrift -arch amd64 -version 1.4.0 -commit 0123... -date 2026-11-28T00:00:00Z -licenses FILE -o clusterdrift.tar
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// options are what the image is made of.
type options struct {
	binary, licenses, certificates, zones string // files
	arch, version, commit                 string
	date                                  time.Time // of everything in the image
}

func main() {
	var o options
	var date, out string
	flag.StringVar(&o.binary, "binary", "", "the program, for Linux")
	flag.StringVar(&o.licenses, "licenses", "", "the licences of what is linked into it")
	flag.StringVar(&o.certificates, "certificates", "/etc/ssl/certs/ca-certificates.crt", "the authorities that the image trusts")
	flag.StringVar(&o.zones, "zones", filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"), "the time zones, as Go packs them")
	flag.StringVar(&o.arch, "arch", "", "amd64 or arm64")
	flag.StringVar(&o.version, "version", "", "the version of the program")
	flag.StringVar(&o.commit, "commit", "", "the commit that it was built from")
	flag.StringVar(&date, "date", "", "the date of the commit, RFC 3339")
	flag.StringVar(&out, "o", "", "the file to write")
	flag.Parse()
	if err := run(o, date, out); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(o options, date, out string) error {
	if o.binary == "" || o.licenses == "" || o.arch == "" || out == "" {
		return fmt.Errorf("-binary, -licenses, -arch and -o are required")
	}
	var err error
	if o.date, err = time.Parse(time.RFC3339, date); err != nil {
		return fmt.Errorf("-date: %w", err)
	}
	image, err := build(o)
	if err != nil {
		return err
	}
	return os.WriteFile(out, image, 0o644)
}
