package windows

import (
	"fmt"
	"time"
)

// lastBoot is when a node booted that is started at a time; zero: not known.
func (o OS) lastBoot(started time.Time) time.Time {
	if o.LastBoot.IsZero() && o.UpTime > 0 {
		return started.Add(-o.UpTime)
	}
	return o.LastBoot
}

// installed is when Windows was installed: as long before the first boot as it takes.
func (o OS) installed(started time.Time) time.Time {
	const takes = 10 * time.Minute
	if o.Installed > 0 {
		return started.Add(-o.Installed)
	}
	first := started.Add(-earlierBoot)
	if boot := o.lastBoot(started); !boot.IsZero() && boot.Before(first) {
		first = boot
	}
	return first.Add(-takes)
}

func (o OS) windowsDir() string {
	if o.WindowsDir != "" {
		return o.WindowsDir
	}
	return `C:\Windows`
}

func (o OS) servicePackText() string {
	if o.ServicePack == 0 {
		return ""
	}
	return fmt.Sprintf("Service Pack %d", o.ServicePack)
}

// version is the version without the update build revision, "6.1.7601".
func (o OS) version() string { return o.release().kernel + fmt.Sprintf(".%d", o.Build) }

// fullVersion is what "ver" prints.
func (o OS) fullVersion() string {
	if o.UBR != nil {
		return fmt.Sprintf("%s.%d", o.version(), *o.UBR)
	}
	return o.version()
}

// registryVersion is CurrentVersion, which stopped at 6.3.
func (o OS) registryVersion() string {
	if v := o.release().kernel; v != "10.0" {
		return v
	}
	return "6.3"
}
