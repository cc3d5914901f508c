package strict

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/clusterdrift/clusterdrift/remote/foreign"
)

// Write writes a value or a node as YAML that reads back as the same. Characters
// that must not be seen as they are, which may come from a node or from a file,
// are in double quotes and escaped. A node may get another style by that.
func Write(value any) ([]byte, error) {
	n, ok := value.(*yaml.Node)
	if !ok {
		n = &yaml.Node{}
		if err := n.Encode(value); err != nil {
			return nil, fmt.Errorf("write YAML: %w", err)
		}
	}
	quoteHidden(n)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(n); err != nil {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	return []byte(foreign.EscapeYAML(out.String())), nil
}

// quoteHidden puts every text with hidden characters into double quotes.
func quoteHidden(n *yaml.Node) {
	hidden := func(r rune) bool { return r != '\n' && foreign.Hidden(r) }
	if n.Kind == yaml.ScalarNode && strings.ContainsFunc(n.Value, hidden) {
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, c := range n.Content {
		quoteHidden(c)
	}
}
