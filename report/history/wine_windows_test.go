package history_test

import "golang.org/x/sys/windows"

// underWine reports whether this is Wine, which exports its version where Windows has
// nothing of that name.
func underWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}
