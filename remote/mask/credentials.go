package mask

import "regexp"

// header is an authentication header of HTTP; scheme is the name of a scheme,
// or of several, and what may be its credentials.
var (
	header = regexp.MustCompile(`(?i)\b(authorization|www-authenticate)(["']?\s*[:=]\s*)[^\r\n]+`)
	scheme = regexp.MustCompile(`(?i)\b((?:(?:basic|bearer|credssp|digest|kerberos|negotiate|ntlm)\s+)+)([A-Za-z0-9+/_.~-]{4,}=*)`)
	word   = regexp.MustCompile(`^[a-z.-]+$`) // as it may follow the name of a scheme in a sentence
)

// Credentials masks what looks like the value of an Authorization header,
// whatever the secret is.
func Credentials(s string) string {
	s = header.ReplaceAllString(s, "$1$2"+Mark)
	return scheme.ReplaceAllStringFunc(s, func(found string) string {
		part := scheme.FindStringSubmatch(found)
		if word.MatchString(part[2]) {
			return found
		}
		return part[1] + Mark
	})
}
