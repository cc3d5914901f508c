package notify

import (
	"strings"
)

// Limits of Slack for a message, https://docs.slack.dev/reference/block-kit/blocks: in
// characters, and in blocks.
const (
	slackHeader  = 150
	slackSection = 3000
	slackBlocks  = 50
)

// slackMessage is what an incoming webhook of Slack takes.
type slackMessage struct {
	Text        string       `json:"text"` // for notifications
	Markdown    bool         `json:"mrkdwn"`
	UnfurlLinks bool         `json:"unfurl_links"`
	UnfurlMedia bool         `json:"unfurl_media"`
	Blocks      []slackBlock `json:"blocks"`
}

type slackBlock struct {
	Type string    `json:"type"`
	Text slackText `json:"text"`
}

// slackText is plain text: nothing in it is a link, a mention or a format.
type slackText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji bool   `json:"emoji"`
}

// slackPayload is a message in blocks of plain text.
func slackPayload(m *Message) slackMessage {
	out := slackMessage{Text: slackEscape(shortened("clusterdrift: "+m.title(), slackHeader))}
	add := func(kind, text string) {
		if len(out.Blocks) < slackBlocks {
			out.Blocks = append(out.Blocks, slackBlock{kind, slackText{Type: "plain_text", Text: slackEscape(text)}})
		}
	}
	add("header", shortened(m.title(), slackHeader))
	for _, s := range m.sections() {
		for _, part := range parts(s, slackSection/2) { // what is escaped becomes longer
			add("section", part)
		}
	}
	if len(out.Blocks) == slackBlocks {
		out.Blocks = out.Blocks[:slackBlocks-1]
	}
	add("section", shortened(m.foot(), slackSection/2))
	return out
}

// slackEscape keeps Slack from reading a mention or a link into a text,
// https://docs.slack.dev/messaging/formatting-message-text.
func slackEscape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// parts are the lines of a section with its heading, in texts of at most so many characters.
func parts(s section, most int) []string {
	var all []string
	text := s.title
	for _, line := range s.lines {
		line = shortened(line, most/2)
		if len([]rune(text))+1+len([]rune(line)) > most {
			all = append(all, text)
			text = s.title
		}
		text += "\n" + line
	}
	return append(all, text)
}
