// Package flags is what the commands that read and judge nodes share: the flags that
// say which nodes, who logs on, by what they are judged and where the reports go, and
// the work behind them. In goes a command line; out come jobs to read, facts that
// were read, a report that is written. A command chooses among them; nothing here
// knows which command runs, simulates a node, or decides a verdict.
//
// The package has more than 50 files because each group of flags, and each kind of work
// behind them, has its own, which is named after it: shard.go is --shard, sink.go where
// reports go. Files whose names begin alike belong together.
package flags
