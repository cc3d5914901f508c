package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/clusterdrift/clusterdrift/baselines"
)

func newBaseline(t terminal) *cobra.Command {
	c := &cobra.Command{
		Use:   "baseline",
		Short: "List, show, compare and check baselines",
	}
	c.AddCommand(newBaselineList(t), newBaselineShow(t), newBaselineDiff(t), newBaselineLint(t))
	return c
}

func newBaselineList(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the embedded baselines",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tBUILD\tREVIEWED\tTITLE")
			for _, name := range baselines.Names() {
				b, err := baselines.Load(name)
				if err != nil {
					return err
				}
				build := "-"
				if b.AppliesTo.Build != 0 {
					build = fmt.Sprint(b.AppliesTo.Build)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", name, build, b.Reviewed.Format(time.DateOnly), b.Title)
			}
			return w.Flush()
		},
	}
}

func newBaselineShow(t terminal) *cobra.Command {
	var resolved bool
	c := &cobra.Command{
		Use:   "show NAME|FILE",
		Short: "Print a baseline",
		Example: `  clusterdrift baseline show ws2008r2-sp1
  clusterdrift baseline show --resolved site.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			show := baselines.Raw
			if resolved {
				show = baselines.Resolved
			}
			data, err := show(args[0])
			if err != nil {
				return &usage{problems(err), ""}
			}
			_, err = t.out.Write(data)
			return err
		},
	}
	c.Flags().BoolVar(&resolved, "resolved", false, "print it with everything it extends, and where each line comes from")
	return c
}

func newBaselineLint(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:     "lint FILE...",
		Short:   "Check baselines and print every problem",
		Example: "  clusterdrift baseline lint site.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var all []string
			for _, file := range args {
				found := baselines.Lint(file)
				if len(found) == 0 {
					fmt.Fprintf(t.out, "%s: no problem found\n", file)
				}
				for _, err := range found {
					all = append(all, err.Error())
				}
			}
			if len(all) > 0 {
				return &usage{all, ""}
			}
			return nil
		},
	}
}

// problems are the lines of an error that joins several.
func problems(err error) []string { return strings.Split(err.Error(), "\n") }
