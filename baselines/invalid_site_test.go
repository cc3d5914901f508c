package baselines

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInvalidSite has a file for each rule that entries of site have to follow. Files
// whose names end in -form break the schema, which is looked at first.
func TestInvalidSite(t *testing.T) {
	tests := map[string][]string{
		"absent-word": {
			`absent-word.yaml:14:13: "ok" is not a value for absent (drift, pass, not-applicable, unknown or undecided); write it like drift`,
			`absent-word.yaml:22:13: missing default`,
			`absent-word.yaml:22:14: unknown key "value"; valid: default`,
		},
		"all-and-any": {
			`all-and-any.yaml:12:10: site/a has both all and any; write two entries`,
		},
		"allow-roots-form": {
			`allow-roots-form.yaml:6:15: "SOFTWARE" is not a registry key below HKLM; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`,
			`allow-roots-form.yaml:6:25: "HKCU\\SOFTWARE\\Contoso" is not a registry key below HKLM; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`,
		},
		"allow-roots": {
			`allow-roots.yaml:6:15: HKLM\SOFTWARE\Microsoft\Some is not a vendor's key; what can be read of it can be read without allow_roots; write it like HKLM\SOFTWARE\Contoso`,
			`allow-roots.yaml:6:47: HKLM\SAM is in HKLM\SAM, which may hold secrets; no file lifts this limit: leave the entry out`,
			`allow-roots.yaml:6:59: HKLM\SOFTWARE\Wow6432Node is not a key below HKLM\SOFTWARE; allow_roots is for vendors' keys: write it like HKLM\SOFTWARE\Contoso`,
		},
		"beside-any": {
			`beside-any.yaml:13:14: site/a has observe next to all or any; each item has its own observe, want and absent`,
		},
		"bounds": {
			`bounds.yaml:13:17: min 61 is greater than max 60`,
			`bounds.yaml:21:23: count_min 2 is greater than count_max 1`,
			`bounds.yaml:29:23: count_max 200 is not below most 200: no more events than that are read; raise most`,
			`bounds.yaml:37:23: count_min 201 is above most 200: no more events than that are read; raise most`,
		},
		"cluster-form": {
			`cluster-form.yaml:12:24: "a b" is not a cluster property; write it like DynamicQuorumEnabled`,
		},
		"cluster": {
			`cluster.yaml:12:24: "QuorumTyp" is not a property of the cluster that can be read; write the name that MSCluster_Cluster has, like DynamicQuorumEnabled, or quorum-resource-type`,
			`cluster.yaml:20:24: "Security" is not a property of the cluster that can be read; write the name that MSCluster_Cluster has, like DynamicQuorumEnabled, or quorum-resource-type`,
		},
		"column": {
			`column.yaml:13:11: want has no column; name the one of InstanceID, IsActive that is compared`,
			`column.yaml:21:20: column "InstanceId2" is not among the columns that are read; did you mean "InstanceID"?`,
			`column.yaml:29:20: want compares the column InstanceID with nothing; add equals, one_of, not, min, max, matches, contains or version_min`,
			`column.yaml:37:20: want compares the column InstanceID with nothing; add equals, one_of, not, min, max, matches, contains or version_min`,
			`column.yaml:45:19: every goes with a column that is compared; rows are only counted: leave it out`,
		},
		"constant": {
			`constant.yaml:13:20: equals is compared with a value of type dword, and 60 is not a number; write it without quotes`,
			`constant.yaml:21:25: one_of is compared with a value of type dword, and -1 is not from 0 to 4294967295`,
			`constant.yaml:21:29: one_of is compared with a value of type dword, and 4294967296 is not from 0 to 4294967295`,
			`constant.yaml:21:41: one_of is compared with a value of type dword, and true is not a number; write it without quotes`,
			`constant.yaml:29:20: equals is compared with a value of type sz, and 60 is not text; write it in quotes, like '60'`,
			`constant.yaml:37:20: equals is compared with a value of type binary, and 0xff is not bytes in hex digits; write two digits for each byte, in quotes, like '01ff'`,
			`constant.yaml:45:18: not is compared with a value of type binary, and zz is not bytes in hex digits; write two digits for each byte, in quotes, like '01ff'`,
			`constant.yaml:53:20: equals is compared with the version of a file, and newest is not a version; write it like 4.2.1`,
			`constant.yaml:61:17: max is compared with a value of type dword, and 4294967296 is not from 0 to 4294967295`,
		},
		"cost": {
			`cost.yaml:7:3: the entries of site send 21 messages more to each node, above the limit of 20; the costliest are k03 and more (3), k00 (2) and k01 (2)`,
		},
		"default": {
			`default.yaml:14:23: default is compared with a value of type dword, and sixty is not a number; write it without quotes`,
			`default.yaml:22:23: default is compared with a value of type sz, and 1 is not text; write it in quotes, like '1'`,
			`default.yaml:30:13: default does not fit a service; write drift, pass, not-applicable, unknown or undecided`,
			`default.yaml:38:13: default does not fit a value of type multi_sz; write drift, pass, not-applicable, unknown or undecided`,
			`default.yaml:46:13: default does not fit rows; write drift, pass, not-applicable, unknown or undecided`,
		},
		"events-form": {
			`events-form.yaml:12:23: missing within`,
			`events-form.yaml:20:77: "week" is not a length of time; write it like 7d`,
			`events-form.yaml:28:51: "a'b" is not a name of an event log or source; write it like System`,
			`events-form.yaml:28:64: an item of ids is 70000, above 65535`,
			`events-form.yaml:28:90: most is 2000, above 1000`,
		},
		"events": {
			`events.yaml:12:77: the window of events is not from 1 minute to 90 days; write it like 7d`,
		},
		"file-form": {
			`file-form.yaml:12:21: "\\\\server\\share\\a.exe" is not a file path; write it like %ProgramFiles%\Contoso\agent.exe`,
			`file-form.yaml:20:21: "C:\\*.exe" is not a file path; write it like %ProgramFiles%\Contoso\agent.exe`,
			`file-form.yaml:28:21: "a.exe" is not a file path; write it like %ProgramFiles%\Contoso\agent.exe`,
			`file-form.yaml:36:43: unknown value "size" for property; valid: version`,
		},
		"file": {
			`file.yaml:12:21: "%TEMP%\a.exe" is not a path that can be read; begin it with a drive, C:\, or one of %SystemRoot%, %ProgramFiles%, %ProgramFiles(x86)%, %CommonProgramFiles%, %ProgramData%`,
			`file.yaml:20:21: "C:\a\..\b.exe" has a name that is not a folder or file: ".."; write the whole path, like %ProgramFiles%\Contoso\agent.exe`,
		},
		"fit": {
			`fit.yaml:13:22: contains does not fit a value of type dword; valid: equals, max, min, not, one_of`,
			`fit.yaml:21:17: min does not fit a value of type sz; valid: contains, drifts, equals, matches, not, one_of, version_min`,
			`fit.yaml:29:20: equals does not fit a value of type multi_sz; valid: contains, count_max, count_min, not`,
			`fit.yaml:37:20: equals does not fit a service; valid: start_mode, state`,
			`fit.yaml:45:20: equals does not fit events; valid: count_max, count_min`,
			`fit.yaml:53:17: min does not fit the version of a file; valid: drifts, equals, matches, not, one_of, version_min`,
			`fit.yaml:61:23: count_min does not fit a property of the cluster; valid: contains, drifts, equals, matches, max, min, not, one_of`,
			`fit.yaml:69:32: column does not fit a value of type dword; valid: equals, max, min, not, one_of`,
			`fit.yaml:77:19: state does not fit rows; valid: column, contains, count_max, count_min, drifts, equals, every, matches, max, min, not, one_of, version_min`,
			`fit.yaml:85:21: matches does not fit a value of type binary; valid: contains, equals, not, one_of`,
		},
		"id": {
			`id.yaml:7:9: "Some_Id" is not a site id; write it like disk-timeout`,
			`id.yaml:23:5: duplicate id b in site; it is first written in line 15`,
			`id.yaml:31:5: missing id`,
		},
		"incomplete": {
			`incomplete.yaml:7:5: site/a has no observe, want, absent; or all or any, which have them`,
			`incomplete.yaml:7:5: site/a has no title, why, reference`,
		},
		"item-incomplete": {
			`item-incomplete.yaml:12:11: missing absent`,
		},
		"key-form": {
			`key-form.yaml:12:25: "HKCU\\SOFTWARE\\A" is not a registry key below HKLM; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`,
			`key-form.yaml:20:25: "HKLM" is not a registry key below HKLM; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`,
			`key-form.yaml:28:25: "HKLM\\SOFTWARE\\Größe" is not a registry key below HKLM; write it like HKLM\SYSTEM\CurrentControlSet\Services\Disk`,
			`key-form.yaml:36:48: "" is not a value name; write it like TimeOutValue`,
		},
		"key": {
			`key.yaml:12:25: HKLM\SYSTEM\Setup is not below a key that can be read; what can be read is below HKLM\SYSTEM\CurrentControlSet, HKLM\SOFTWARE\Microsoft, HKLM\SOFTWARE\Policies, HKLM\HARDWARE\DESCRIPTION, HKLM\Cluster`,
			`key.yaml:20:25: HKLM\SOFTWARE\Contoso is not below a key that can be read; if it is a vendor's, add it to allow_roots: 'HKLM\SOFTWARE\Contoso'`,
			`key.yaml:28:25: HKLM\SYSTEM\ControlSet001\Services\Disk may not be the control set that is in use; write CurrentControlSet in place of ControlSet001`,
		},
		"long-form": {
			`long-form.yaml:13:21: matches has 257 characters, above 256`,
			`long-form.yaml:20:25: registry has 424 characters, above 400`,
			`long-form.yaml:28:69: columns has 9 items, above 8`,
			`long-form.yaml:36:81: where has 9 keys, above 8`,
			`long-form.yaml:45:20: equals has 1025 characters, above 1024`,
			`long-form.yaml:53:20: one_of has 65 items, above 64`,
		},
		"matches": {
			`matches.yaml:13:21: matches is not a regular expression: missing closing ) in "(a"; see RE2 syntax; a backslash is written as it is between single quotes`,
			`matches.yaml:21:21: matches is not a regular expression: invalid repeat count in "{100}"; see RE2 syntax; a backslash is written as it is between single quotes`,
			`matches.yaml:29:21: matches repeats too much; use a simpler regular expression`,
			`matches.yaml:37:21: matches is not a regular expression: invalid named capture in "(?<=a)b"; see RE2 syntax; a backslash is written as it is between single quotes`,
		},
		"no-absent": {
			`no-absent.yaml:7:5: site/a has no absent; say what it means that there is nothing to read: default: VALUE, drift, pass, not-applicable or unknown`,
		},
		"registry-keys": {
			`registry-keys.yaml:12:25: registry has no value; say which value is read`,
			`registry-keys.yaml:20:25: registry has no type; say which type is read`,
			`registry-keys.yaml:28:34: value does not go with service; leave it out`,
			`registry-keys.yaml:36:21: file has no property; say which property is read`,
			`registry-keys.yaml:44:58: type does not go with file; leave it out`,
		},
		"scope-form": {
			`scope-form.yaml:12:12: unknown value "site" for scope; valid: node, cluster`,
		},
		"scope": {
			`scope.yaml:13:14: scope: cluster is for what the nodes have in common, which TimeOutValue in HKLM\SYSTEM\CurrentControlSet\Services\Disk is not; leave scope out, or look at cluster, root/MSCluster or HKLM\Cluster`,
			`scope.yaml:22:11: site/b has same and scope: cluster; what is one for the whole cluster is compared anyway: leave same out`,
		},
		"secret": {
			`secret.yaml:12:94: the value DefaultPassword has "password" in its name and may hold a secret; no file lifts this limit: leave the entry out`,
			`secret.yaml:20:25: HKLM\SYSTEM\CurrentControlSet\Services\SNMP\Parameters\ValidCommunities is in HKLM\SYSTEM\CurrentControlSet\Services\SNMP, which may hold secrets; no file lifts this limit: leave the entry out`,
			`secret.yaml:28:82: the column CommandLine may hold secrets; no file lifts this limit: leave it out`,
			`secret.yaml:36:104: the column CommandLine may hold secrets; no file lifts this limit: leave it out`,
			`secret.yaml:44:51: Win32_Product cannot be read: it does harm, takes long or may hold secrets; no file lifts this limit: leave the entry out`,
			`secret.yaml:52:33: events of the log Security may hold secrets; no file lifts this limit: leave the entry out`,
		},
		"service": {
			`service.yaml:12:24: "DNS Client" is not a service name; write it like Dnscache`,
			`service.yaml:21:19: unknown value "on" for state; valid: running, stopped`,
			`service.yaml:21:36: unknown value "automatic" for an item of start_mode; valid: boot, system, auto, manual, disabled`,
		},
		"two-kinds": {
			`two-kinds.yaml:12:14: observe names service and cluster; it looks at one thing; write all or any for several`,
			`two-kinds.yaml:20:14: observe names nothing to look at; name one of registry, service, wql, file, events and cluster`,
		},
		"type": {
			`type.yaml:12:57: unknown value "word" for type; did you mean "dword"?`,
		},
		"undecided": {
			`undecided.yaml:14:13: absent: undecided needs something else that decides; in an all or any of several things it says that the others decide; here write one of default: VALUE, drift, pass, not-applicable or unknown`,
			`undecided.yaml:20:67: absent: undecided needs something else that decides; in an all or any of several things it says that the others decide; here write one of default: VALUE, drift, pass, not-applicable or unknown`,
		},
		"unknown-key": {
			`unknown-key.yaml:12:5: unknown key "observed"; did you mean "observe"?`,
			`unknown-key.yaml:22:12: unknown key "equal"; did you mean "equals"?`,
			`unknown-key.yaml:29:15: unknown key "regisrty"; did you mean "registry"?`,
		},
		"version-form": {
			`version-form.yaml:13:25: "1.2.3.4.5" is not a version; write it like 4.2.1`,
		},
		"version": {
			`version.yaml:13:25: version_min 4.70000.1 has a number above 65535; write it like 4.2.1`,
		},
		"want-empty": {
			`want-empty.yaml:13:11: want is empty`,
		},
		"want-nothing": {
			`want-nothing.yaml:13:11: want says nothing of the rows; compare a column, or bound the rows by count_min or count_max`,
		},
		"when-form": {
			`when-form.yaml:12:11: when is empty`,
			`when-form.yaml:21:12: unknown key "role"; valid: build_max, build_min, installation, resource_type, service`,
			`when-form.yaml:30:21: "a b" is not a service name; write it like Dnscache`,
		},
		"when": {
			`when.yaml:12:23: build_min 9600 is greater than build_max 9200`,
		},
		"words": {
			`words.yaml:8:12: site/a has no value {{least}}; leave it out, or name a key of the requirement`,
		},
		"wql-form": {
			`wql-form.yaml:12:32: unknown value "root/default" for namespace; valid: root/cimv2, root/cimv2/power, root/MSCluster, root/StandardCimv2, root/wmi, root/virtualization/v2, root/rsop/computer`,
			`wql-form.yaml:20:70: "*" is not a column name; write it like InstanceID`,
			`wql-form.yaml:28:51: "Win32_A WHERE" is not a class name; write it like Win32_PowerPlan`,
			`wql-form.yaml:36:82: unknown key "B=1 OR C"; write it like IsActive`,
			`wql-form.yaml:44:20: missing columns`,
		},
		"wql": {
			`wql.yaml:12:51: CIM_DataFile is not a class of root/cimv2 that can be read; name one that begins with Win32_`,
			`wql.yaml:20:85: the text for B is too long or has control characters; write one line of 256 bytes at most`,
		},
	}
	const prefix = "testdata/site/invalid-"
	files, err := filepath.Glob(prefix + "*.yaml")
	if err != nil || len(files) != len(tests) {
		t.Fatalf("%d files for %d tests, %v", len(files), len(tests), err)
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, err := range Lint(prefix + name + ".yaml") {
				got = append(got, strings.TrimPrefix(err.Error(), filepath.FromSlash(prefix)))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
