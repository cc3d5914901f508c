package checks

import (
	"strconv"
	"strings"

	"github.com/clusterdrift/clusterdrift/remote/facts"
)

// Profiles, as baselines and findings name them.
const (
	profileDomain  = "domain"
	profilePrivate = "private"
	profilePublic  = "public"
	// profileUnclear is never that of a network.
	profileUnclear = "unclear"
)

// categoryProfile names a category as network lists number it, "" when the
// number is none of them.
func categoryProfile(category int64) string {
	switch category {
	case facts.CategoryPublic:
		return profilePublic
	case facts.CategoryPrivate:
		return profilePrivate
	case facts.CategoryDomain:
		return profileDomain
	}
	return ""
}

// firewallProfile names a profile as the firewall numbers it, "" for none, and
// profileUnclear for a number that is not understood, such as that of several profiles
// at once.
func firewallProfile(profile int64) string {
	switch profile {
	case facts.FirewallProfileDomain:
		return profileDomain
	case facts.FirewallProfilePrivate:
		return profilePrivate
	case facts.FirewallProfilePublic:
		return profilePublic
	case facts.FirewallProfileNone:
		return ""
	}
	return profileUnclear
}

// title writes a profile as Windows does, "Domain".
func title(profile string) string {
	if profile == "" {
		return "no profile"
	}
	return strings.ToUpper(profile[:1]) + profile[1:]
}

// categoryText is a category as people know it, or its number.
func categoryText(category int) string {
	if profile := categoryProfile(int64(category)); profile != "" {
		return title(profile)
	}
	return strconv.Itoa(category)
}
