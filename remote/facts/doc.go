// Package facts holds what is known of a node: plain data with a JSON form.
//
// In goes what the collector read from a live node, or a document written by an
// earlier collection; out comes one Node that the checks judge. The package
// never talks to a node and never judges: a section says what was observed, from
// which source, when, and, where nothing could be observed, why not.
//
// The package has more than 250 names because it is one document: each section of it
// is a type, and most types are some twenty lines long.
package facts
