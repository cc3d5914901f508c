package report

import "io"

// Options say how the text form is laid out; the other forms ignore them.
type Options struct {
	Width   int  // columns; 0 means 100, and less than 60 means 60
	Color   bool // colour severity and status words
	Details bool // print each finding in full
	Verbose bool // as Details, and print what passes or does not apply, too
	Quiet   bool // print only one line for each cluster
}

// Renderer writes a result in one format.
type Renderer func(w io.Writer, r *Result, o Options) error
