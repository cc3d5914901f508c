//go:build !windows

package history_test

func underWine() bool { return false }
