//go:build !race

package main

// underRace is set in tests with the race detector, which take ten times as long.
const underRace = false
