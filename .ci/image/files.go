package main

import (
	"archive/tar"
	"bytes"
	"debug/elf"
	"fmt"
	"os"
	"time"
)

// userID is the user and the group that the program runs as; neither owns a file but
// those in /work.
const userID = 65532

// Files of the image, without the slash.
const (
	programName      = "usr/bin/clusterdrift"
	certificatesName = "etc/ssl/certs/ca-certificates.crt"
	zonesName        = "usr/share/zoneinfo.zip"
	licensesName     = "usr/share/doc/clusterdrift/THIRD-PARTY-LICENSES.txt"
	passwd           = "root:x:0:0:root:/:/sbin/nologin\nclusterdrift:x:65532:65532:clusterdrift:/work:/sbin/nologin\n"
	group            = "root:x:0:\nclusterdrift:x:65532:\n"
)

// file is a file or a folder of a tar.
type file struct {
	name   string
	mode   int64
	owner  int // user and group
	folder bool
	data   []byte
}

// machines are the architectures of an image, as ELF calls them.
var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

// rootFiles are what is in the image, folders before what is in them.
func rootFiles(o options) ([]file, error) {
	files := []file{}
	for _, dir := range []string{"etc", "etc/ssl", "etc/ssl/certs", "usr", "usr/bin", "usr/share", "usr/share/doc", "usr/share/doc/clusterdrift"} {
		files = append(files, file{name: dir, mode: 0o755, folder: true})
	}
	files = append(files,
		file{name: "tmp", mode: 0o1777, folder: true},
		file{name: "work", mode: 0o700, owner: userID, folder: true},
		file{name: "etc/passwd", mode: 0o644, data: []byte(passwd)},
		file{name: "etc/group", mode: 0o644, data: []byte(group)})
	for _, from := range []struct {
		path, name string
		mode       int64
	}{{o.binary, programName, 0o755}, {o.certificates, certificatesName, 0o644}, {o.zones, zonesName, 0o644}, {o.licenses, licensesName, 0o644}} {
		data, err := os.ReadFile(from.path)
		if err != nil {
			return nil, fmt.Errorf("read what becomes /%s: %w", from.name, err)
		}
		if len(data) == 0 {
			return nil, fmt.Errorf("%s is empty", from.path)
		}
		files = append(files, file{name: from.name, mode: from.mode, data: data})
	}
	return files, checkProgram(o.binary, o.arch)
}

// checkProgram refuses a program that could not run in an image without libraries.
func checkProgram(path, arch string) error {
	program, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("%s is not a program for Linux: %w", path, err)
	}
	defer program.Close()
	if machine, ok := machines[arch]; !ok || program.Machine != machine {
		return fmt.Errorf("%s is for %s, not for %s", path, program.Machine, arch)
	}
	for _, p := range program.Progs {
		if p.Type == elf.PT_INTERP {
			return fmt.Errorf("%s is linked dynamically: build it with CGO_ENABLED=0", path)
		}
	}
	return nil
}

// pack writes a tar in which everything has one date.
func pack(files []file, date time.Time) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: f.mode, Uid: f.owner, Gid: f.owner, Size: int64(len(f.data)), ModTime: date.UTC().Truncate(time.Second), Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
		if f.folder {
			h.Name, h.Typeflag = f.name+"/", tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}
