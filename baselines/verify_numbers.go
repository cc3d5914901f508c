package baselines

import (
	"fmt"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/baselines/strict"
)

// articleNumber finds the articles that a text names: KB2552040, the address of
// one as in .../help/2552040, .../kb/2552040 and ...?id=2552040.
var articleNumber = regexp.MustCompile(`(?i)(?:\bKB ?|/help/(?:[a-z]{2}-[a-z]{2}/)?|/kb/|\?id=)([0-9]{5,8})\b`)

// nearDigits is how many digits of two numbers of the same length may differ for
// one to be a slip of the pen for the other.
const nearDigits = 2

// verifyNumbers notes items with the number of an article whose title or reference is that of
// another article: numbers are mistyped, and rows of a copied table slip. A
// number that is neither near the own one nor that of another entry is taken to
// be meant; so are the lists that an entry was taken from.
func (t *tree) verifyNumbers(articles map[string]bool) {
	for _, f := range families() {
		number := f.items()
		if number == nil || !number.options.has("kb") {
			continue
		}
		var rows []string
		items := strict.Items(t.root, f.section)
		for _, item := range items {
			rows = append(rows, number.text(item))
		}
		for i, item := range items {
			for _, key := range []string{"title", "reference"} {
				for _, n := range referenceTexts(strict.Get(item, key)) {
					t.verifyNumber(n, key, rows, i, articles)
				}
			}
		}
	}
}

// verifyNumber looks at one text of the row at i.
func (t *tree) verifyNumber(n *yaml.Node, key string, rows []string, i int, articles map[string]bool) {
	own := rows[i]
	var named []string
	for _, m := range articleNumber.FindAllStringSubmatch(n.Value, -1) {
		named = append(named, "KB"+m[1])
	}
	if slices.Contains(named, own) {
		return // others are named next to it
	}
	for _, id := range named {
		row := slices.Index(rows, id)
		if articles[id] || row < 0 && !near(id, own) {
			continue
		}
		hint := "correct the number, or name " + own + " too"
		if row >= 0 && (row == i-1 || row == i+1) {
			hint = "that is the entry next to it: compare each row with its source, they may have shifted"
		}
		t.fail(n, fmt.Sprintf("the %s of %s names %s", key, own, id), hint)
	}
}

// near reports whether two numbers of the same length differ in few digits.
func near(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	differ := 0
	for i := range len(a) {
		if a[i] != b[i] {
			differ++
		}
	}
	return differ <= nearDigits
}
