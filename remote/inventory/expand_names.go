package inventory

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
	"github.com/clusterdrift/clusterdrift/remote/setting"
)

// An inventory may come from elsewhere than the environment does, and what it
// fills in is sent to the hosts that it names. So it gets what was meant for it
// and nothing else: variables with a prefix of their own and those that the user
// allows; never a setting of the program, and never what looks like a secret.
// Windows does not distinguish upper case from lower case in the name of a variable, so
// nothing here does.

const (
	ownPrefix = "CLUSTERDRIFT_" // of the flags' own variables, today's and tomorrow's
	// VariablePrefix begins the variables that every inventory may name.
	VariablePrefix = "CLUSTERDRIFT_VAR_"
)

// variableName is the name of a variable.
var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secretName finds what in a name suggests a secret: in its first line anywhere,
// in the others as a word, so that PATH, KEYTAB and AUTHORITY are none.
var secretName = regexp.MustCompile(`(?i)` +
	`pass|pwd|kennwort|secret|token|credential|private|cookie|bearer|session|webhook|api_?key|access_?key|conn(ection)?_?str` +
	`|(?:^|[_0-9])(?:pats?|creds?|[a-z]*pw|psk|pin|t?otp|sas|jwt|dsn|phrase|authori[sz]ation|[a-z]*auth|[a-z]*hash|[a-z]*key(?:s|file)?)(?:[_0-9]|$)`)

// speaksOfSecret is the part of a name that does; empty when none does.
func speaksOfSecret(name string) string {
	return strings.Trim(secretName.FindString(name), "_0123456789")
}

// notReadable says why a variable is not read, and what to do; nothing when it may be.
func (o Options) notReadable(name string) (problem, hint string) {
	allowed := func(a string) bool { return strings.EqualFold(a, name) }
	upper := strings.ToUpper(name)
	switch secret := speaksOfSecret(name); {
	case secret != "":
		return fmt.Sprintf("the environment variable %s is not one that an inventory may use: %q in its name suggests a secret", name, secret),
			fmt.Sprintf("give secrets by %s, and rename the variable if it is not one", setting.PasswordFile)
	case strings.HasPrefix(upper, VariablePrefix):
		return "", ""
	case strings.HasPrefix(upper, ownPrefix):
		return fmt.Sprintf("the environment variable %s is not one that an inventory may use: it is kept for clusterdrift itself", name),
			fmt.Sprintf("rename it to %s%s", VariablePrefix, name[len(ownPrefix):])
	case slices.ContainsFunc(o.AllowEnv, allowed):
		return "", ""
	}
	return fmt.Sprintf("the environment variable %s is not one that an inventory may use", name),
		fmt.Sprintf("rename it to %s%s, or use %s %s", VariablePrefix, name, setting.AllowEnv, name)
}

// verifyAllowed notes variables that no permission helps.
func (o Options) verifyAllowed() []*strict.Error {
	var problems []*strict.Error
	for _, name := range o.AllowEnv {
		problem, hint := o.notReadable(name)
		if !variableName.MatchString(name) {
			problem, hint = fmt.Sprintf("%q is not the name of an environment variable", name), "write it like SITE_USER, each variable by its whole name"
		}
		if problem != "" {
			problems = append(problems, &strict.Error{Message: fmt.Sprintf("%s: %s", setting.AllowEnv, problem), Hint: hint})
		}
	}
	return problems
}
