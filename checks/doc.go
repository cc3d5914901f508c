// Package checks judges facts against baselines.
//
// In go the facts of a cluster's nodes and the baseline of each; out come
// findings, one verdict on one subject each, sorted. The functions are pure:
// they read no network, no file and no clock. A finding is pass only with an
// observation that proves it and drift only with one that contradicts the
// baseline; everything else is unknown and says what was missing.
//
// The package has more than 50 files and 250 names because the families judge one
// cluster together: a hotfix may be accepted for the finding of another family, a
// comparison of nodes takes the rows of several, and all of them share the
// subjects, the verdicts and the words. A package for each family would have to
// export these to the others. What is independent is in packages below internal.
package checks
