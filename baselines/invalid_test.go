package baselines

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// TestInvalid has one file for each rule and the exact words it earns.
func TestInvalid(t *testing.T) {
	tests := map[string][]string{
		"accept-instead": {
			`accept-instead.yaml:9:22: accept_instead names "firewall/cluster-udp-3434-in", which the baseline does not have; did you mean "firewall/cluster-udp-3343-in"?`,
			`accept-instead.yaml:9:52: accept_instead of hotfix/KB2524478 names itself`,
		},
		"mitigated-by": {
			`mitigated-by.yaml:9:19: mitigated_by of hotfix/KB2559392 has no severity`,
			`mitigated-by.yaml:11:31: findings names "firewall/cluster-udp-3434-in", which the baseline does not have; did you mean "firewall/cluster-udp-3343-in"?`,
			`mitigated-by.yaml:11:61: mitigated_by of hotfix/KB2524478 names itself`,
		},
		"alias": {
			`alias.yaml:6:8: anchors and aliases are not allowed; write the value out`,
			`alias.yaml:7:10: anchors and aliases are not allowed; write the value out`,
		},
		"applies-to": {
			`applies-to.yaml:6:1: applies_to has both build and from`,
		},
		"applies-to-nothing": {
			`applies-to-nothing.yaml:6:1: applies_to has neither build nor from`,
		},
		"at": {
			`at.yaml:8:3: at names the family "evnt", which there is not; did you mean "event"?`,
			`at.yaml:9:24: older_than is for events, and hotfix has none; leave it out`,
			`at.yaml:12:47: older_than is for events, and quorum has none; leave it out`,
			`at.yaml:15:22: older_than has no moment whose severity it bounds; add one, such as before-update: info`,
		},
		"moment": {
			`moment.yaml:9:10: unknown key "before-updte"; did you mean "before-update"?`,
			`moment.yaml:11:17: unknown value "hihg" for audit; did you mean "high"?`,
			`moment.yaml:13:9: at is empty`,
		},
		"build-number": {
			`build-number.yaml:9:10: min must be text, not a number; write it in quotes, like '17763.4645'`,
			`build-number.yaml:11:7: missing complete`,
			`build-number.yaml:11:16: "10.0.17763" is not a build number; write it like 17763.4645`,
			`build-number.yaml:12:5: unknown key "max"`,
		},
		"build-order": {
			`build-order.yaml:11:16: hotpatch build 17763.4645 is not below min 17763.4645; from min on every build is good`,
			`build-order.yaml:14:12: newest known 17763.4000 is below min 17763.4645`,
		},
		"build-other": {
			`build-other.yaml:9:10: 20348.1850 is not of build 17763, which the baseline is for`,
			`build-other.yaml:11:16: 14393.100 is not of build 17763, which the baseline is for`,
			`build-other.yaml:14:12: 26100.9000 is not of build 17763, which the baseline is for`,
		},
		"carried-in-circle": {
			`carried-in-circle.yaml:10:22: satisfied_by forms a cycle: KB2550886 -> KB2552040 -> KB2972254 -> KB2550886`,
			`carried-in-circle.yaml:19:22: satisfied_by forms a cycle: KB2559392 -> KB2559392`,
		},
		"steps": {
			`steps.yaml:8:18: the procedure "nested" uses another one; write its steps out`,
			`steps.yaml:9:10: the step has neither text, cmd nor powershell`,
			`steps.yaml:14:32: a step that uses a procedure has no text; the steps of the procedure take its place`,
			`steps.yaml:14:45: a step that uses a procedure has no only; the steps of the procedure take its place`,
			`steps.yaml:15:33: no build is from 20348 and before 9200; before is the first build after those that the step is for`,
			`steps.yaml:16:11: the step has neither text, cmd nor powershell`,
		},
		"circle-back": {
			`circle.yaml:6:11: extends forms a cycle: circle-back.yaml -> circle.yaml -> circle-back.yaml`,
		},
		"circle": {
			`circle-back.yaml:6:11: extends forms a cycle: circle.yaml -> circle-back.yaml -> circle.yaml`,
		},
		"date": {
			`date.yaml:5:11: "2026-11-31" is not a date; write it like 2026-11-22`,
		},
		"deep": {
			`deep.yaml:6:19: values are nested more than 12 deep`,
		},
		"documents": {
			`documents.yaml:6:1: the file holds more than one YAML document`,
		},
		"driver-min": {
			`driver-min.yaml:9:10: file version "9.70000.0.0": "70000" is not a number from 0 to 65535`,
		},
		"duplicate-id": {
			`duplicate-id.yaml:9:5: duplicate id cluster-udp-3343-in in firewall; it is first written in line 8`,
		},
		"duplicate-kb": {
			`duplicate-kb.yaml:10:5: duplicate kb 2552040 in hotfixes; it is first written in line 8`,
		},
		"duplicate-key": {
			`duplicate-key.yaml:9:34: duplicate key "max"`,
		},
		"duplicate-member": {
			`duplicate-member.yaml:9:24: the same value twice in members`,
		},
		"duplicate-service": {
			`duplicate-service.yaml:9:5: duplicate name BFE in services; it is first written in line 8`,
		},
		"empty-value": {
			`empty-value.yaml:9:9: why must be text, not empty`,
			`empty-value.yaml:10:10: fix is empty`,
		},
		"empty": {
			`empty.yaml:1:1: the file is empty`,
		},
		"file-branch": {
			`file-branch.yaml:12:23: 6.1.7601.17514 is not a version of the ldr branch; the fourth number of GDR starts with 16 to 18, of LDR with 20 to 22`,
		},
		"file-build": {
			`file-build.yaml:12:23: with 6.1.7600.21928 is not of build 7601, which the baseline is for`,
			`file-build.yaml:13:26: without 6.2.9200.16384 is not of build 7601, which the baseline is for`,
		},
		"file-floor-empty": {
			`file-floor-empty.yaml:11:59: ldr is empty`,
		},
		"file-floor": {
			`file-floor.yaml:11:11: the file has neither ldr nor gdr`,
		},
		"file-order": {
			`file-order.yaml:12:23: with 6.1.7601.21710 is not later than without 6.1.7601.21928`,
		},
		"file-path": {
			`file-path.yaml:11:18: "C:\\Windows\\clussvc.exe" is not a file path; write it like %SystemRoot%\Cluster\clussvc.exe`,
		},
		"file-version-range": {
			`file-version-range.yaml:12:23: file version "6.1.7601.70000": "70000" is not a number from 0 to 65535`,
		},
		"file-version": {
			`file-version.yaml:12:23: "6.1.7601" is not a file version; write it like 6.1.7601.21928`,
		},
		"format": {
			`format.yaml:2:9: unknown value "2" for format; valid: 1`,
		},
		"incomplete-settings": {
			`incomplete-settings.yaml:8:22: heartbeat/SameSubnetDelay has no title, severity, why, fix, reference, provenance, min or max`,
			`incomplete-settings.yaml:10:12: offload/chimney has no title, why, fix, reference, provenance, want`,
			`incomplete-settings.yaml:12:5: firewall/rule has no title, severity, why, fix, reference, provenance, direction, protocol, local_port, program, profiles`,
			`incomplete-settings.yaml:14:5: hotfix-list/KB5000000 has no title, why, fix, reference, provenance, as_of, members`,
			`incomplete-settings.yaml:16:10: update/build has no severity, why, fix, reference, provenance, min or vulnerabilities`,
			`incomplete-settings.yaml:17:11: update/newest has no severity, why, fix, reference, provenance, known, as_of`,
			`incomplete-settings.yaml:19:13: consistency/os-build has no title, why, fix, reference, provenance`,
		},
		"incomplete": {
			`incomplete.yaml:8:5: hotfix/KB2552041 has no title, why, fix, reference, provenance; did you mean "hotfix/KB2552040"?`,
			`incomplete.yaml:11:5: service/RpcSs has no why, fix, reference, provenance, state or start_mode`,
		},
		"key": {
			`key.yaml:6:3: a key must be a plain word`,
		},
		"list-as-hotfix": {
			`list-as-hotfix.yaml:7:9: KB2545685 is a list article and is never installed; name its members instead`,
		},
		"list-as-update": {
			`list-as-update.yaml:11:16: KB980054 is a list article and is never installed; name its members instead`,
		},
		"list": {
			`list.yaml:2:1: a baseline must be a mapping, not a list`,
		},
		"member": {
			`member.yaml:9:24: member KB5000001 of list KB2545685 has no entry in hotfixes`,
		},
		"merge-key": {
			`merge-key.yaml:7:3: unknown key "<<"; valid: agreement, duration, order, properties, site-order`,
		},
		"missing-head": {
			`missing-head.yaml:2:1: missing title, reviewed`,
		},
		"name": {
			`name.yaml:3:7: "My site" is not a baseline name; write it like ws2008r2-sp1`,
		},
		"not-a-number": {
			`not-a-number.yaml:9:32: max must be a whole number, not text; write it in digits alone, without quotes, unit, point or exponent`,
			`not-a-number.yaml:9:43: min must be a whole number, not 1.5; write it in digits alone, without quotes, unit, point or exponent`,
		},
		"number-slip": {
			`number-slip.yaml:9:12: the title of KB2552040 names KB2552041; correct the number, or name KB2552040 too`,
			`number-slip.yaml:13:16: the reference of KB2552040 names KB2252040; correct the number, or name KB2552040 too`,
			`number-slip.yaml:24:12: the title of KB4284810 names KB4284811; correct the number, or name KB4284810 too`,
			`number-slip.yaml:29:16: the reference of KB4284810 names KB4284811; correct the number, or name KB4284810 too`,
		},
		"overlay-extended": {
			`overlay-extended.yaml:6:11: role-hyperv is an overlay, not a baseline; name it together with the baseline that it is laid over`,
			`overlay-extended.yaml:7:1: only an overlay has parts`,
		},
		"overlay-fit": {
			`overlay-fit.yaml:9:21: heartbeat/CrossSiteDelay has no title, why, fix, reference, provenance, min or max, over ws2008r2-rtm, ws2008r2-sp1, ws2012, ws2012r2; only ws2016, ws2019, ws2022, ws2025 have it: an overlay changes it in ` + "`parts`, with `builds: [14393, 17763, 20348, 26100]`",
			`overlay-fit.yaml:12:5: hotfix/KB2552041 has no title, why, fix, reference, provenance; did you mean "hotfix/KB2552040"?`,
			`overlay-fit.yaml:16:23: offload/netdma has no title, why, fix, reference, provenance, want, over ws2012r2; only ws2008r2-rtm, ws2008r2-sp1 have it: an overlay changes it in ` + "`parts`, with `builds: [7600, 7601]`",
		},
		"overlay-kind": {
			`overlay-kind.yaml:7:1: an overlay extends nothing; it is laid over the baseline that it is named with`,
			`overlay-kind.yaml:8:1: an overlay applies to what the baseline below it does; what is for some builds only goes into parts`,
			`overlay-kind.yaml:10:5: missing builds`,
			`overlay-kind.yaml:11:5: unknown key "notes"`,
			`overlay-kind.yaml:13:45: duplicate kb 3137728 in hotfixes; it is first written in line 13`,
		},
		"own-list-as-update": {
			`own-list-as-update.yaml:21:16: KB5000000 is a list article and is never installed; name its members instead`,
		},
		"port": {
			`port.yaml:8:43: local_port is 0, below 1`,
			`port.yaml:9:43: local_port is 65536, above 65535`,
		},
		"profile": {
			`profile.yaml:8:50: unknown value "publik" for an item of profiles; did you mean "public"?`,
		},
		"property": {
			`property.yaml:9:5: unknown key "SameSubnetTreshold"; did you mean "SameSubnetThreshold"?`,
		},
		"provenance": {
			`provenance.yaml:8:31: unknown value "rumour" for provenance; valid: sourced, inferred, site, unconfirmed`,
		},
		"range-min": {
			`range-min.yaml:10:12: min 2001 is greater than max 2000`,
		},
		"range": {
			`range.yaml:10:12: min 10 is greater than max 9`,
		},
		"remedy": {
			`remedy.yaml:9:13: the remedy of netft/adapter has no cmd, no powershell and no restart`,
			`remedy.yaml:12:13: the remedy of offload/rss is for the cluster and requires a restart; nodes restart one at a time: leave scope out`,
		},
		"remedy-line": {
			`remedy-line.yaml:9:27: "one\ntwo" is not a command line`,
			`remedy-line.yaml:9:39: "ü" is not a command line`,
			`remedy-line.yaml:9:45: unknown key "shell"; valid: cmd, powershell, restart, scope`,
		},
		"remove": {
			`remove.yaml:7:10: remove names "service/MpsSvcs", which nothing extended has; did you mean "service/MpsSvc"?`,
			`remove.yaml:7:27: remove names "offload/dca", which nothing extended has`,
		},
		"rows-shifted": {
			`rows-shifted.yaml:8:73: the reference of KB5000001 names KB6100002; that is the entry next to it: compare each row with its source, they may have shifted`,
			`rows-shifted.yaml:9:73: the reference of KB6100002 names KB7200003; that is the entry next to it: compare each row with its source, they may have shifted`,
			`rows-shifted.yaml:10:26: the title of KB7200003 names KB6100002; that is the entry next to it: compare each row with its source, they may have shifted`,
			`rows-shifted.yaml:12:16: the reference of KB2552040 names KB7200003; correct the number, or name KB2552040 too`,
		},
		"self": {
			`self.yaml:6:11: extends forms a cycle: self.yaml -> self.yaml`,
		},
		"setting": {
			`setting.yaml:8:20: "Disabled!" is not a setting value; write it like disabled`,
			`setting.yaml:9:3: unknown key "tcpchimney"; valid: autotuninglevel, chimney, congestionprovider, dca, ecncapability, initialrto, netdma, rsc, rss, timestamps`,
		},
		"several": {
			`several.yaml:6:25: unknown baseline "nowhere"; valid: ` + strings.Join(Names(), ", "),
			`several.yaml:8:29: unknown value "none" for severity; valid: critical, high, medium, low, info`,
			`several.yaml:9:10: kb is 1, below 10000`,
			`several.yaml:9:13: unknown key "rebot"; did you mean "reboot"?`,
		},
		"severity": {
			`severity.yaml:8:29: unknown value "hihg" for severity; did you mean "high"?`,
		},
		"subject": {
			`subject.yaml:8:3: unknown key "os-bild"; did you mean "os-build"?`,
		},
		"syntax": {
			`syntax.yaml:6:1: not YAML: a list in brackets has no end, or lacks a comma; close it with ]`,
		},
		"tag": {
			`tag.yaml:6:9: the YAML tag !!binary is not allowed`,
			`tag.yaml:6:28: the YAML tag !site is not allowed`,
			`tag.yaml:6:37: "one" cannot be read as !!int`,
		},
		"unknown-extends": {
			`unknown-extends.yaml:6:11: unknown baseline "ws2008r2-sp2"; did you mean "ws2008r2-sp1"?`,
			`unknown-extends.yaml:6:25: ` + missing(t, "testdata/missing.yaml"),
		},
		"unknown-key": {
			`unknown-key.yaml:9:5: unknown key "serverity"; did you mean "severity"?`,
		},
		"unknown-section": {
			`unknown-section.yaml:6:1: unknown key "hotfix"; did you mean "hotfixes"?`,
		},
		"update-row": {
			`update-row.yaml:11:11: an update has either kb or kbs`,
			`update-row.yaml:12:11: an update has either kb or kbs`,
			`update-row.yaml:13:27: KB980054 is a list article and is never installed; name its members instead`,
		},
		"update": {
			`update.yaml:11:11: missing provenance, reference`,
		},
		"wrong-type": {
			`wrong-type.yaml:7:9: kb must be a whole number, not text; write it in digits alone, without quotes, unit, point or exponent`,
			`wrong-type.yaml:8:8: lists must be a list, not a mapping`,
			`wrong-type.yaml:9:8: notes must be a list, not text`,
		},
	}
	files, err := filepath.Glob("testdata/invalid-*.yaml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d files for %d tests, %v", len(files), len(tests), err)
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, err := range Lint("testdata/invalid-" + name + ".yaml") {
				var e *Error
				if !errors.As(err, &e) {
					t.Errorf("%T is no *Error: %v", err, err)
				}
				got = append(got, strings.ReplaceAll(err.Error(), filepath.FromSlash("testdata/invalid-"), ""))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if b, err := Load("testdata/invalid-" + name + ".yaml"); err == nil || b != nil {
				t.Errorf("Load gave %v, %v", b, err)
			}
		})
	}
}

func TestInvalidReference(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, []byte("# "+strings.Repeat("x", strict.MaxSize)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"ws2008r2-sp2":    `unknown baseline "ws2008r2-sp2"; did you mean "ws2008r2-sp1"?`,
		"":                `unknown baseline ""; valid: ` + strings.Join(Names(), ", "),
		"testdata/none":   missing(t, "testdata/none"),
		"none.yml":        missing(t, "none.yml"),
		"testdata/":       "cannot read baseline: open testdata: it is a directory, not a regular file",
		large:             "cannot read baseline: read " + large + ": it is larger than 1 MiB, the limit for this kind of file",
		"../ws2008r2-sp1": missing(t, "../ws2008r2-sp1"),
	}
	for ref, want := range tests {
		if _, err := Load(ref); err == nil || err.Error() != want {
			t.Errorf("Load(%q): %v, want %s", ref, err, want)
		}
	}
}

// TestTooManyFiles builds a chain that no honest baseline has.
func TestTooManyFiles(t *testing.T) {
	l := newLoader()
	l.read = func(path string) ([]byte, error) {
		return []byte("format: 1\nname: n\ntitle: t\nreviewed: 2026-11-22\nextends: [" + "x" + path + "]\n"), nil
	}
	_, err := l.load("x.yaml")
	if err == nil || !strings.HasSuffix(err.Error(), ".yaml:5:11: the baseline is made of more than 32 files") {
		t.Error(err)
	}
}
