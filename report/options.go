package report

import "io"

// Options say how a report is laid out.
type Options struct {
	// Of the text form; the others ignore them.
	Width   int  // columns; 0 means 100, and less than 60 means 60
	Color   bool // colour severity and status words
	Details bool // print each finding in full
	Verbose bool // as Details, and print what passes or does not apply, too
	Quiet   bool // print only one line for each cluster

	// Of metrics.
	Scan    string // tells the series of this scan from those of others on the machine
	Earlier []byte // the report that this one replaces; nil: none, or it could not be read
}

// Renderer writes a result in one format.
type Renderer func(w io.Writer, r *Result, o Options) error
