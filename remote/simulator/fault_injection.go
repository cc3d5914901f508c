package simulator

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	//lint:ignore SA1019 NTLM proves the password by its MD4 hash ([MS-NLMP] 3.3.2).
	"golang.org/x/crypto/md4"
)

// Faults for Conduct.Fault. A hostile node plays along where a careless client
// would give in: it takes the password in clear that it requested, and answers
// in clear what is sent in clear.
const (
	// FaultDowngradeBasic: requests Basic only, over HTTP too.
	FaultDowngradeBasic = "downgrade-basic"
	// FaultNoAPRep: answers a Kerberos logon without the proof that the client
	// asked for.
	FaultNoAPRep = "no-ap-rep"
	// FaultWrongAPRep: proves itself with another time than that of the client.
	FaultWrongAPRep = "wrong-ap-rep"
	// FaultNoSeal: the NTLM challenge comes without the flags for signing and
	// sealing, and messages in clear are answered.
	FaultNoSeal = "no-seal"
	// FaultUnsealed: answers a sealed message in clear.
	FaultUnsealed = "unsealed"
	// FaultWrongSequence: seals with sequence numbers that skip one each time.
	FaultWrongSequence = "wrong-sequence"
	// FaultTruncatedSeal: half of the sealed text is missing.
	FaultTruncatedSeal = "truncated-seal"
	// FaultMalformedMultipart: the frame of a sealed answer is broken, in another
	// way each time.
	FaultMalformedMultipart = "malformed-multipart"
	// FaultMalformedXML: envelopes end in the middle.
	FaultMalformedXML = "malformed-xml"
	// FaultDeepXML: envelopes hold 100,000 elements, one within the other.
	FaultDeepXML = "deep-xml"
	// FaultWrongRelatesTo: answers relate to another message.
	FaultWrongRelatesTo = "wrong-relates-to"
	// FaultReplayedPage: each Pull returns the first page again, without end.
	FaultReplayedPage = "replayed-page"
	// FaultEndlessPulls: each Pull returns a page with other texts, without end.
	FaultEndlessPulls = "endless-pulls"
	// FaultHugeBody: announces and sends a body of 1 GiB.
	FaultHugeBody = "huge-body"
	// FaultHugeChunkedBody: sends 1 GiB in chunks, without announcing a length.
	FaultHugeChunkedBody = "huge-chunked-body"
	// FaultSlowBody: sends the body at one byte a second.
	FaultSlowBody = "slow-body"
	// FaultResetMidBody: resets the connection in the middle of the body.
	FaultResetMidBody = "reset-mid-body"
	// FaultResetOnce: resets the connection instead of answering the second
	// message, and is healthy from then on.
	FaultResetOnce = "reset-once"
	// FaultChangedCertificate: as FaultResetOnce, and connections that are made
	// after the first message get another certificate of the same authority.
	FaultChangedCertificate = "changed-certificate"
	// FaultSilent: accepts requests and never answers.
	FaultSilent = "silent"
	// FaultSilentAfterChallenge: answers until it is shown a password, or an NTLM
	// answer made of it, and never again.
	FaultSilentAfterChallenge = "silent-after-challenge"
	// FaultAnyPassword: lets in anyone with a password, right or wrong. It
	// cannot make a seal of a wrong one.
	FaultAnyPassword = "any-password"
	// FaultUnauthorizedLater: answers 401 to everything after the first message.
	FaultUnauthorizedLater = "unauthorized-later"
	// FaultRedirect: redirects every request to the same port under another host
	// name, where it is redirected again.
	FaultRedirect = "redirect"
	// FaultQuotaOnce: refuses the first Enumerate because of too many operations.
	FaultQuotaOnce = "quota-once"
	// FaultQuotaThrice: refuses the first three Enumerates in that way.
	FaultQuotaThrice = "quota-thrice"
	// FaultEndlessOutput: a command never ends and always has more output.
	FaultEndlessOutput = "endless-output"
	// FaultBadBase64: the output of commands is not base64.
	FaultBadBase64 = "bad-base64"
	// FaultPanicText: texts carry what a terminal or a report could trip over:
	// control characters, escape sequences, a change of writing direction, markup.
	FaultPanicText = "panic-text"
	// FaultEcho: texts repeat the password of the account, as it is and in other
	// forms.
	FaultEcho = "echo"
)

// Faults returns all faults, sorted.
func Faults() []string {
	all := []string{
		FaultDowngradeBasic, FaultNoAPRep, FaultWrongAPRep, FaultNoSeal, FaultUnsealed, FaultWrongSequence, FaultTruncatedSeal,
		FaultMalformedMultipart, FaultMalformedXML, FaultDeepXML, FaultWrongRelatesTo, FaultReplayedPage,
		FaultEndlessPulls, FaultHugeBody, FaultHugeChunkedBody, FaultSlowBody, FaultResetMidBody,
		FaultResetOnce, FaultChangedCertificate, FaultSilent, FaultSilentAfterChallenge, FaultAnyPassword, FaultUnauthorizedLater, FaultRedirect, FaultQuotaOnce,
		FaultQuotaThrice, FaultEndlessOutput, FaultBadBase64, FaultPanicText, FaultEcho, FaultCloseAfterChallenge,
	}
	for _, f := range httpFaults() {
		all = append(all, f.fault)
	}
	slices.Sort(all)
	return all
}

func knownFault(fault string) bool { return fault == "" || slices.Contains(Faults(), fault) }

// faulty reports whether the node has the fault.
func (h *host) faulty(fault string) bool { return h.node.Conduct.Fault == fault }

// unauthorizedByNow reports whether FaultUnauthorizedLater has begun.
func (h *host) unauthorizedByNow() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.faulty(FaultUnauthorizedLater) && h.stats.Messages > 0
}

// refusesByQuota reports whether FaultQuotaOnce or FaultQuotaThrice strikes now.
func (h *host) refusesByQuota() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	strikes := h.faulty(FaultQuotaOnce) && h.quotaHits < 1 || h.faulty(FaultQuotaThrice) && h.quotaHits < 3
	if strikes {
		h.quotaHits++
	}
	return strikes
}

// resetsNow reports whether FaultResetOnce or FaultChangedCertificate strikes now.
func (h *host) resetsNow() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	strikes := (h.faulty(FaultResetOnce) || h.faulty(FaultChangedCertificate)) && h.stats.Messages > 1 && !h.wasReset
	h.wasReset = h.wasReset || strikes
	return strikes
}

// relatesTo is the MessageID that an answer names.
func (h *host) relatesTo(req *request) string {
	if h.faulty(FaultWrongRelatesTo) {
		return "uuid:" + newID()
	}
	return req.messageID
}

// deform breaks the XML of an envelope if the node is to.
func (h *host) deform(envelope string) []byte {
	switch {
	case h.faulty(FaultMalformedXML):
		return []byte(envelope[:len(envelope)/2])
	case h.faulty(FaultDeepXML):
		const depth = 100_000
		deep := strings.Repeat("<d>", depth) + strings.Repeat("</d>", depth)
		return []byte(strings.Replace(envelope, "<s:Body>", "<s:Body>"+deep, 1))
	}
	return []byte(envelope)
}

// endless reports whether enumerations never come to an end.
func (h *host) endless() bool { return h.faulty(FaultReplayedPage) || h.faulty(FaultEndlessPulls) }

// rewind gives an endless enumeration its objects again, those of the first
// Pull before all.
func (h *host) rewind(e *enumeration) {
	if !h.endless() {
		return
	}
	e.rest = e.all
	if len(e.all) > 1 {
		e.rest = e.all[1:]
	}
}

// nasty is a text made of what should never reach a terminal or a document as
// it is. XML carries all of it but ESC and BEL.
const nasty = "\u009b31m\u009b2J\u202e\u2028\r\x1b]0;owned\x07<script>alert(1)</script>=cmd|'/c calc'!A0`|\u0085"

// speller changes the texts of WMI objects and faults as the node's fault
// demands. The page, as Pulls are counted, makes those of one differ from those
// of another; it is 0 for all else.
func (h *host) speller(page int) func(string) string {
	switch {
	case h.faulty(FaultPanicText):
		return func(s string) string { return s + nasty }
	case h.faulty(FaultEcho):
		return func(s string) string { return s + " " + h.echo() }
	case h.faulty(FaultEndlessPulls) && page > 0:
		return func(s string) string { return fmt.Sprintf("%s %d", s, page) }
	}
	return func(s string) string { return s }
}

// echo is what a node with FaultEcho repeats: the password in UTF-8 and UTF-16,
// in hexadecimal digits and base64, and its NT hash.
func (h *host) echo() string {
	password := h.node.Account.Password
	wide := utf16Bytes(password)
	hash := md4.New()
	hash.Write(wide)
	return fmt.Sprintf("%s, %X, %s, %x", password, wide, base64.StdEncoding.EncodeToString([]byte("user:"+password)), hash.Sum(nil))
}

// scribble puts escape sequences and bytes that are not text into output, or the
// password.
func (h *host) scribble(output []byte) []byte {
	switch {
	case h.faulty(FaultPanicText):
		return slices.Concat([]byte(nasty+"\x00\xff\xfe\r\n"), output)
	case h.faulty(FaultEcho):
		return slices.Concat([]byte(h.echo()+"\r\n"), output)
	}
	return output
}

// endlessOutput is what a command that never ends has to say each time.
func endlessOutput() []byte { return []byte(strings.Repeat("still running\r\n", 2000)) }

// malformedMultipart breaks the frame of a sealed message, going through the
// ways of doing so one by one.
func (h *host) malformedMultipart(frame []byte) []byte {
	text := string(frame)
	ways := []string{
		"",
		"--" + sealedBoundary + "--\r\n",
		strings.Replace(text, ";Length=", ";Length=-", 1),
		strings.Replace(text, ";Length=", ";Length=99999999999999999999", 1),
		strings.Replace(text, "application/octet-stream\r\n", "application/octet-stream\r\n\xff\xff\xff\x7f", 1),
		strings.TrimSuffix(text, "--"+sealedBoundary+"--\r\n"),
		text[:len("--"+sealedBoundary+"\r\n")],
		strings.ReplaceAll(text, "\r\n", ""),
	}
	return []byte(ways[h.snapshot().Messages%len(ways)])
}
