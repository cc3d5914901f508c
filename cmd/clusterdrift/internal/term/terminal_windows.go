package term

import "golang.org/x/sys/windows"

// movesCursor reports whether a console understands the sequences that move its
// cursor, and asks it to: consoles before Windows 10 do not, later ones only
// when they are asked.
func movesCursor(fd int) bool {
	console := windows.Handle(fd)
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
