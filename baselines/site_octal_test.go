package baselines

import (
	"fmt"
	"strings"
	"testing"
)

// TestSiteNumbersAreNotOctal: a number that YAML reads as another one than the file shows
// is refused.
func TestSiteNumbersAreNotOctal(t *testing.T) {
	for constant, want := range map[string]string{"010": "010 begins with 0, and YAML reads it as 8", "00": "00 begins with 0, and YAML reads it as 0", "0": "", "10": "", "0x10": ""} {
		for _, form := range []string{"want: {equals: %s}, absent: drift", "want: {one_of: [77, %s]}, absent: drift", "want: {max: %s}, absent: drift", "want: {equals: 1}, absent: {default: %s}"} {
			text := "name: site\nsite:\n  - {id: a, title: T, severity: low, why: W, reference: R, " + fmt.Sprintf(form, constant) +
				", observe: {registry: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Disk', value: TimeOutValue, type: dword}}\n"
			_, err := loadFiles(t, map[string]string{"site.yaml": text})
			if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", fmt.Sprintf(form, constant), err, want)
			}
		}
	}
}
