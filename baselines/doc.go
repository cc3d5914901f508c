// Package baselines holds the knowledge of what a failover-cluster node should
// look like, as YAML with sources and review dates, and the code that loads it.
//
// In goes the name of an embedded baseline or a file; out comes a Baseline in
// which every `extends` is resolved and every value remembers the file and line
// it came from, or an error that names file, line, column and the nearest valid
// key. The package never judges a node and holds no KB number in Go.
//
// The package has more than 50 files and 250 names because the format is one: each kind of
// requirement has a type whose tags are the format, with its rules and its words, and
// the tables that load, merge, compare and print files read all of these types alike.
package baselines
