package baselines

import "testing"

// BenchmarkLoad resolves baselines as a scan, or a test of one, does.
func BenchmarkLoad(b *testing.B) {
	for _, tt := range []struct {
		name string
		refs []string
	}{
		{"common", []string{"cluster-common"}},
		{"version", []string{"ws2012r2"}},
		{"overlays", []string{"ws2012r2", "role-hyperv", "role-multisite"}},
		{"site file", []string{"testdata/site.yaml"}},
	} {
		b.Run(tt.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Load(tt.refs[0], tt.refs[1:]...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkForOS picks the last baseline that there is.
func BenchmarkForOS(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ForOS(26100, 3); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLintOverlays lays an overlay over every version of Windows.
func BenchmarkLintOverlays(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if errs := LintOverlays("role-hyperv"); len(errs) > 0 {
			b.Fatal(errs)
		}
	}
}
