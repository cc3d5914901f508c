package windows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// crlf ends every line of a command's output.
const crlf = "\r\n"

// texts are what the native commands print in one language.
type texts struct {
	lcid int
	reg  regTexts
	tcp  tcpTexts
	cmd  cmdTexts
	// clusterService is the display name of ClusSvc; all but the English one are synthetic.
	clusterService string
}

// regTexts are those of reg.exe.
type regTexts struct {
	defaultValue string // the name of the value without one
	notFound     string
	denied       string
	syntax       string
	endOfSearch  string // with the number of matches
}

// tcpTexts are those of "netsh interface tcp".
type tcpTexts struct {
	querying  string
	title     string
	width     int               // columns of the labels, a wide character taking two
	labels    map[string]string // by the key that netsh dumps
	note      []string          // on scaling heuristics
	dumpTitle string
	notACmd   string // with the command
}

// cmdTexts are those of cmd.exe.
type cmdTexts struct {
	unknown string // with the command
	denied  string
	syntax  string
}

// textsOf gives the texts of a language; empty means English. The English and
// Japanese rows of netsh and the messages of reg.exe are those that are on
// public record, and so are the rows of netsh that current Windows prints in
// Russian; the rest of the German, Japanese and Russian texts is synthetic.
func textsOf(language string) (texts, error) {
	if language == "" {
		language = "en"
	}
	languages := map[string]func() texts{"en": english, "de": german, "ja": japanese, "ru": russian}
	build, ok := languages[language]
	if !ok {
		return texts{}, fmt.Errorf("unknown language %q, known are %s", language,
			strings.Join(slices.Sorted(maps.Keys(languages)), ", "))
	}
	return build(), nil
}
