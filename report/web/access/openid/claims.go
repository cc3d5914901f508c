package openid

import "encoding/json"

// claims are those of an ID token that decide on a reader.
type claims struct {
	Subject       string
	Email         string
	EmailVerified bool
	Groups        []string
	Party         string // azp: for whom the token was issued
}

// parseClaims reads the claims of an ID token whose signature is verified. A claim of another
// type than expected counts as absent: it admits no one.
func parseClaims(all map[string]json.RawMessage, groupsClaim string) claims {
	c := claims{Subject: text(all["sub"]), Email: text(all["email"]), Party: text(all["azp"])}
	// Some issuers write it as a string.
	c.EmailVerified = string(all["email_verified"]) == "true" || text(all["email_verified"]) == "true"
	if json.Unmarshal(all[groupsClaim], &c.Groups) != nil {
		c.Groups = nil
		if one := text(all[groupsClaim]); one != "" {
			c.Groups = []string{one}
		}
	}
	return c
}

// text is a JSON string; empty when it is anything else.
func text(data json.RawMessage) string {
	var s string
	if json.Unmarshal(data, &s) != nil {
		return ""
	}
	return s
}
