// Command clusterdrift reports which nodes of a Windows failover cluster have
// drifted from what keeps a cluster talking. The files of this package wire the
// other packages together: one for each verb, with what only that verb needs next to
// it. What verbs share is in the packages below internal. They judge nothing.
//
// The package has more than 50 files and 250 names because each verb has its own file,
// which is named after it: baseline_lint.go is clusterdrift baseline lint. Files of one
// verb begin with its name, and no verb uses what is in the files of another, but for the
// helpers in the file of their parent: history.go serves all history_*.go.
package main
