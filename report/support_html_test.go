package report

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// elements returns all elements of a page.
func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// checkHTML looks at every element and attribute of a page.
func checkHTML(t *testing.T, page []byte) {
	t.Helper()
	scripts := 0
	for _, n := range elements(t, string(page)) {
		switch n.Data {
		case "script", "style":
			scripts++
		case "img", "iframe", "object", "embed", "base", "video", "audio":
			t.Errorf("there is an element %s", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src", a.Key == "srcset":
				t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
			case a.Key == "href" && !regexp.MustCompile(`^(#[a-z0-9-]+|https?://[^\s"'<>]+)$`).MatchString(a.Val):
				t.Errorf("<%s> leads to %q", n.Data, a.Val)
			}
		}
	}
	if scripts != 2 {
		t.Errorf("%d blocks of style and script", scripts)
	}
}
