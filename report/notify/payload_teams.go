package notify

// teamsLines is how many lines a card has: a message of Teams has at most 28 kB,
// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using.
const (
	teamsLines = 30
	teamsLine  = 160 // characters, of which one takes up to 12 bytes in JSON
)

// teamsMessage is what a workflow of Teams takes: an adaptive card.
type teamsMessage struct {
	Type        string            `json:"type"`
	Attachments []teamsAttachment `json:"attachments"`
}

type teamsAttachment struct {
	ContentType string    `json:"contentType"`
	Content     teamsCard `json:"content"`
}

type teamsCard struct {
	Schema  string       `json:"$schema"`
	Type    string       `json:"type"`
	Version string       `json:"version"`
	Body    []teamsBlock `json:"body"`
}

// teamsBlock is a block of rich text, whose runs are plain text: what is in them is never read
// as Markdown, as the text of a TextBlock is.
type teamsBlock struct {
	Type    string     `json:"type"`
	Inlines []teamsRun `json:"inlines"`
}

type teamsRun struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Weight string `json:"weight,omitempty"`
	Size   string `json:"size,omitempty"`
	Subtle bool   `json:"isSubtle,omitempty"`
}

// teamsPayload is a message as a card.
func teamsPayload(m *Message) teamsMessage {
	card := teamsCard{Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4"}
	add := func(r teamsRun) {
		r.Type, r.Text = "TextRun", shortened(r.Text, teamsLine)
		card.Body = append(card.Body, teamsBlock{"RichTextBlock", []teamsRun{r}})
	}
	add(teamsRun{Text: m.title(), Weight: "Bolder", Size: "Medium"})
	lines, left := 0, 0
	for _, s := range m.sections() {
		if lines < teamsLines {
			add(teamsRun{Text: s.title, Weight: "Bolder"})
		}
		for _, line := range s.lines {
			if lines++; lines > teamsLines {
				left++
				continue
			}
			add(teamsRun{Text: line})
		}
	}
	if left > 0 {
		add(teamsRun{Text: "The run in the history has more.", Subtle: true})
	}
	add(teamsRun{Text: m.foot(), Subtle: true})
	return teamsMessage{"message", []teamsAttachment{{"application/vnd.microsoft.card.adaptive", card}}}
}
