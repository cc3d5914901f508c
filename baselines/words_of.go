package baselines

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The words of each kind of requirement that are not values as they are written.

// words has `range`, "10 to 20" or "at least 10", `state`, which is that or "known", and
// `value`, the one to set: the recommended one, or the nearest to it in the range.
func (p *HeartbeatProperty) words() words {
	w := words{"property": {p.Property}, "range": phrase(rangeText(p.Min, p.Max)), "value": {fmt.Sprint(p.value())}}
	w["state"] = w["range"]
	if orZero(p.Min) == 0 && p.Max == nil {
		w["state"] = []string{"known"}
	}
	return w
}

func (p *HeartbeatProperty) value() int {
	v := orZero(p.Min)
	switch {
	case p.Recommended != nil:
		v = *p.Recommended
	case p.Min == nil:
		v = orZero(p.Max)
	}
	if p.Min != nil {
		v = max(v, *p.Min)
	}
	if p.Max != nil {
		v = min(v, *p.Max)
	}
	return v
}

func rangeText[T int | int64](least, most *T) string {
	switch {
	case least == nil && most == nil:
		return ""
	case most == nil:
		return fmt.Sprintf("at least %d", *least)
	case least == nil:
		return fmt.Sprintf("at most %d", *most)
	case *least == *most:
		return fmt.Sprint(*least)
	}
	return fmt.Sprintf("%d to %d", *least, *most)
}

// accepted is a list of accepted values in words; any stands for each.
func accepted(want []string) string {
	if slices.Contains(want, Any) {
		return "known"
	}
	return either(want)
}

// either joins alternatives: "a, b or c".
func either(all []string) string { return joinedBy(all, " or ") }

func joinedBy(all []string, last string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + last + all[len(all)-1]
}

// words has `state`, "disabled" or "known", `value`, the one to set, and `Value`,
// which is the same as PowerShell writes it.
func (o *Offload) words() words {
	value := "enabled"
	if !slices.Contains(o.Want, Any) && len(o.Want) > 0 {
		value = o.Want[0]
	}
	return words{"setting": {o.Setting}, "state": phrase(accepted(o.Want)), "value": {value}, "Value": {capital(value)}}
}

// words has `state`, "off" or "known", `value`, the one to set, and `any`, which is set
// if each value will do.
func (o *AdapterOffload) words() words {
	state, value := accepted(o.Want), "1"
	if !slices.Contains(o.Want, Any) && len(o.Want) > 0 {
		value = o.Want[0]
	}
	switch state {
	case "0":
		state = "off"
	case "1":
		state = "on"
	case "known":
	default:
		state = "set to " + state
	}
	w := words{"state": phrase(state), "value": {value}, "any": nil}
	if state == "known" {
		w["any"] = []string{"true"}
	}
	return w
}

// words has `traffic`, "UDP 3343", `where`, "every profile", and the rule that allows
// it in the words of netsh and of PowerShell.
func (r *FirewallRule) words() words {
	protocol := map[int]string{6: "TCP", 17: "UDP"}[r.Protocol]
	w := words{"traffic": {fmt.Sprintf("%s %d", protocol, r.LocalPort)}, "where": {"the " + joinedBy(capitals(r.Profiles), " and ") + " profile"}}
	if len(r.Profiles) > 1 {
		w["where"][0] += "s"
	}
	netsh, ps := strings.Join(r.Profiles, ","), strings.Join(capitals(r.Profiles), ", ")
	if len(r.Profiles) == len(allProfiles) {
		w["where"], netsh, ps = []string{"every profile"}, "any", "Any"
	}
	w["netsh"], w["powershell_rule"] = nil, nil
	if strings.ContainsAny(r.Program+r.Service, quotes) {
		return w // no rule that could be run as it is
	}
	direction := map[string]string{"in": "Inbound", "out": "Outbound"}[r.Direction]
	w["netsh"] = []string{fmt.Sprintf("dir=%s action=allow protocol=%s localport=%d program=%s%s profile=%s",
		r.Direction, strings.ToLower(protocol), r.LocalPort, quotedPath(r.Program, `"`), suffixed(" service=", r.Service), netsh)}
	w["powershell_rule"] = []string{fmt.Sprintf("-Direction %s -Action Allow -Protocol %s -LocalPort %d -Program %s%s -Profile %s",
		direction, protocol, r.LocalPort, quotedPath(r.Program, "'"), suffixed(" -Service ", psWord(r.Service)), ps)}
	return w
}

var allProfiles = [...]string{"domain", "private", "public"}

// quotes are what begins or ends a text for one of the shells. To PowerShell the
// typographic ones are the same as the straight ones (about_Quoting_Rules).
const quotes = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e"

// plainWord needs no quotes in any shell.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_.-]*$`)

// quotedPath quotes what is not a single plain word.
func quotedPath(s, quote string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return quote + s + quote
}

// psWord is the name of a service for PowerShell, which takes what follows a dollar
// sign for a variable: the services of named instances of SQL Server have one.
func psWord(s string) string { return quotedPath(s, "'") }

func suffixed(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

// words has `is`, "runs and starts automatically", and the lines that make it so:
// `configure` sets the start type, `run` starts or stops the service, `ensure` does so
// only if it has to; `Configure` and `Run` are those for PowerShell.
func (s *Service) words() words {
	start := ""
	if len(s.StartMode) > 0 {
		start = s.StartMode[0]
	}
	w := words{"is": phrase(joinedBy(s.is(), " and ")), "configure": nil, "Configure": nil, "run": nil, "ensure": nil, "Run": nil}
	if start != "" {
		w["configure"] = []string{fmt.Sprintf("sc.exe config %s start= %s", s.Name, map[string]string{"auto": "auto", "manual": "demand", "disabled": "disabled"}[start])}
		w["Configure"] = []string{fmt.Sprintf("Set-Service -Name %s -StartupType %s", psWord(s.Name), map[string]string{"auto": "Automatic", "manual": "Manual", "disabled": "Disabled"}[start])}
	}
	switch {
	case s.State == "stopped":
		w["run"] = []string{"net.exe stop " + s.Name}
		w["ensure"] = []string{fmt.Sprintf(`sc.exe query %s | find.exe "STOPPED" >nul || net.exe stop %s`, s.Name, s.Name)}
		w["Run"] = []string{"Stop-Service -Name " + psWord(s.Name)}
	case s.State == "running" || start != "disabled":
		w["run"] = []string{"net.exe start " + s.Name}
		w["ensure"] = []string{fmt.Sprintf(`sc.exe query %s | find.exe "RUNNING" >nul || net.exe start %s`, s.Name, s.Name)}
		w["Run"] = []string{"Start-Service -Name " + psWord(s.Name)}
	}
	return w
}

// is are the wanted state and the wanted start types in words.
func (s *Service) is() []string {
	var all []string
	switch s.State {
	case "running":
		all = append(all, "runs")
	case "stopped":
		all = append(all, "is stopped")
	}
	starts := slices.Sorted(slices.Values(s.StartMode))
	switch strings.Join(starts, " ") {
	case "", "auto disabled manual":
	case "auto":
		all = append(all, "starts automatically")
	case "manual":
		all = append(all, "starts on demand")
	case "disabled":
		all = append(all, "is disabled")
	case "auto manual":
		all = append(all, "is not disabled")
	default:
		all = append(all, "has one of the start types "+either(starts))
	}
	return all
}

// words has `state`, "known" or "at least 12.0.0.0", `adapters`, those it is about, `off`,
// "*VMQ is 0" or nothing, `least`, "MaxRxRing1Length at least 4096" of each setting, and `set`, which sets it in PowerShell.
func (d *Driver) words() words {
	w := words{"state": {"known"}, "adapters": {"the adapters of cluster networks"}}
	if d.Min != "" {
		w["state"] = []string{"at least " + d.Min}
	}
	if d.Adapter != "" {
		w["adapters"] = []string{fmt.Sprintf("adapters of cluster networks that are called %q", d.Adapter)}
	}
	w["off"], w["least"], w["set"] = nil, nil, nil
	if len(d.UnlessOff) > 0 {
		w["off"] = []string{joinedBy(d.UnlessOff, " and ") + map[bool]string{true: " is 0", false: " are 0"}[len(d.UnlessOff) == 1]}
	}
	for _, s := range d.Least {
		w["least"] = append(w["least"], fmt.Sprintf("%s at least %d", s.Keyword, s.Min))
		w["set"] = append(w["set"], fmt.Sprintf("-RegistryKeyword %s -RegistryValue %d", psWord(s.Keyword), s.Min))
	}
	return w
}

// words has `state`, "24 or 280", and `value`, the one to set.
func (p *AdapterPower) words() words {
	var all []string
	for _, n := range p.Want {
		all = append(all, fmt.Sprint(n))
	}
	return words{"state": phrase(either(all)), "value": phrase(strings.Join(all[:min(1, len(all))], ""))}
}

// words has `where`, "the Domain profile", `domain`, which is set if nothing else
// will do, and `category`, the one to set where another will.
func (p *CurrentProfile) words() words {
	w := words{"where": phrase("the " + either(capitals(p.Want)) + " profile"), "domain": nil, "category": nil}
	if slices.Equal(p.Want, []string{"domain"}) {
		w["domain"] = []string{"true"}
		return w
	}
	for _, profile := range p.Want {
		if profile != "domain" {
			w["category"] = []string{capital(profile)}
			return w
		}
	}
	return w
}

// words has `networks`, "two networks".
func (c *ClusterNetwork) words() words {
	if c.Min == nil {
		return nil
	}
	number := map[int]string{1: "one", 2: "two", 3: "three"}[*c.Min]
	if number == "" {
		number = fmt.Sprint(*c.Min)
	}
	if *c.Min != 1 {
		return words{"networks": {number + " networks"}}
	}
	return words{"networks": {"one network"}}
}

// words has `limit`, "5 minutes".
func (s *ClockSkew) words() words {
	return words{"limit": {durationText(time.Duration(s.MaxSeconds) * time.Second)}}
}

// words has `limit`, "2 seconds", and `answered`, the percentage that is not lost.
func (l *Latency) words() words {
	return words{"limit": {durationText(time.Duration(l.Max) * time.Millisecond)}, "answered": {fmt.Sprint(100 - l.Max)}}
}

// durationText is a duration in its largest whole unit: "5 minutes", "90 seconds".
func durationText(d time.Duration) string {
	n, unit := d.Milliseconds(), "ms"
	switch {
	case d != 0 && d%time.Minute == 0:
		n, unit = int64(d/time.Minute), "minute"
	case d%time.Second == 0:
		n, unit = int64(d/time.Second), "second"
	}
	if n != 1 && unit != "ms" {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// words has the lists as PowerShell writes them, `paths_ps` and `processes_ps`.
func (x *Exclusions) words() words {
	return words{"paths_ps": phrase(powerShellList(x.Paths)), "processes_ps": phrase(powerShellList(x.Processes))}
}

// powerShellList quotes texts, with the variables of the environment as PowerShell
// names them.
func powerShellList(all []string) string {
	var quoted []string
	for _, s := range all {
		escaped := psSpecial.ReplaceAllString(s, "`$0")
		escaped = plainVariable.ReplaceAllString(escaped, "$$env:$1$2")
		quoted = append(quoted, `"`+variable.ReplaceAllString(escaped, "$${env:$1}")+`"`)
	}
	return strings.Join(quoted, ", ")
}

var (
	psSpecial     = regexp.MustCompile("[`$\"\u201c\u201d\u201e]") // what means something between double quotes
	plainVariable = regexp.MustCompile(`%([A-Za-z_][A-Za-z0-9_]*)%(\\|$)`)
	variable      = regexp.MustCompile(`%([A-Za-z_][A-Za-z0-9_()]*)%`)
)

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func capitals(all []string) []string {
	var out []string
	for _, s := range all {
		out = append(out, capital(s))
	}
	return out
}
