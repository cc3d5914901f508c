// Package diagnose works out from the logs of a cluster's nodes what happened, on one
// clock, and why.
//
// In go the records of each log, one pass over each, and what is known of the nodes;
// out comes a Result: incidents with a timeline over all nodes, and for each the
// causes that fit, with what speaks for and against them and what is missing. Of a log
// only the events of the catalogue and the gaps are kept. The package reads no file
// and knows no wording: those are in baselines/causes.
package diagnose
