package config

import "github.com/spf13/pflag"

// Annotations of flags: where the value comes from, what may set it, and which
// formats it takes for standard output.
const (
	originAnnotation = "origin"
	commandLineOnly  = "command-line-only"
	argumentsInstead = "arguments-instead"
	standardOutput   = "standard-output"
)

// MarkCommandLineOnly marks a flag that neither the environment nor a file sets:
// the user must type it for this very run.
func MarkCommandLineOnly(f *pflag.FlagSet, flag string) { annotate(f, flag, commandLineOnly, "true") }

// MarkArgumentsInstead marks a flag that no file sets when the command has arguments,
// which replace it.
func MarkArgumentsInstead(f *pflag.FlagSet, flag string) {
	annotate(f, flag, argumentsInstead, "true")
}

// MarkFormats says which values of an output flag print to standard output. A file
// in the working directory may choose among those, and among nothing else.
func MarkFormats(f *pflag.FlagSet, flag string, formats ...string) {
	annotate(f, flag, standardOutput, formats...)
}

func annotate(f *pflag.FlagSet, flag, key string, values ...string) {
	if err := f.SetAnnotation(flag, key, values); err != nil {
		panic(err) // the flag has to be registered before
	}
}

// Origin returns where the value of a flag comes from: a variable, FILE:LINE, or
// "default", also for a value of the command line.
func Origin(f *pflag.Flag) string {
	if origin := f.Annotations[originAnnotation]; origin != nil {
		return origin[0]
	}
	return "default"
}

func setOrigin(f *pflag.Flag, origin string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[originAnnotation] = []string{origin}
}
