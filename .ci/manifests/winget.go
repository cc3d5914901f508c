package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// wingetVersion is the version of the schemas, which each manifest has to name.
const wingetVersion = "1.12.0"

// wingetManifest is any of the three files of a package: version, installer, defaultLocale.
type wingetManifest struct {
	Type       string `yaml:"ManifestType"`
	Version    string `yaml:"ManifestVersion"`
	Installers []struct {
		Architecture string `yaml:"Architecture"`
		URL          string `yaml:"InstallerUrl"`
		SHA256       string `yaml:"InstallerSha256"`
		Programs     []struct {
			Path string `yaml:"RelativeFilePath"`
		} `yaml:"NestedInstallerFiles"`
	} `yaml:"Installers"`
}

func checkWinget(r release, dir, schemas string) error {
	files, err := found(dir, ".yaml", 3)
	if err != nil {
		return err
	}
	var wrong []error
	types, machines := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		m, err := readWinget(file, schemas)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", filepath.Base(file), err))
			continue
		}
		types[m.Type] = true
		for _, i := range m.Installers {
			machines[i.Architecture] = true
			if len(i.Programs) != 1 {
				wrong = append(wrong, fmt.Errorf("%s has %d programs, not one", i.URL, len(i.Programs)))
				continue
			}
			wrong = append(wrong, r.download(i.URL, i.SHA256, i.Programs[0].Path))
		}
	}
	if len(wrong) == 0 && (len(types) != 3 || !machines["x64"] || !machines["arm64"]) {
		wrong = append(wrong, fmt.Errorf("the types %v and the machines %v are not all there are", types, machines))
	}
	return errors.Join(wrong...)
}

// readWinget is a manifest that its schema allows.
func readWinget(file, schemas string) (m wingetManifest, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return m, err
	}
	if err := yaml.Unmarshal(text, &m); err != nil {
		return m, err
	}
	if m.Version != wingetVersion {
		return m, fmt.Errorf("a manifest of version %q, and the schemas are of %s", m.Version, wingetVersion)
	}
	return m, valid(text, filepath.Join(schemas, "winget."+filepath.Base(m.Type)+"."+wingetVersion+".json"))
}
