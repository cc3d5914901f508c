# Prints what Perl's harness counts in the TAP on standard input: tests, passed,
# failed, skipped, bailed out, errors, and tests with a readable block.
use strict; use warnings; use TAP::Parser;
local $/; my $tap = <STDIN>;
my $p = TAP::Parser->new({ tap => $tap });
my ($blocks, $bail) = (0, 0);
while (my $r = $p->next) {
  $blocks++ if $r->is_yaml && ref $r->data eq 'HASH';
  $bail++ if $r->is_bailout;
}
print join(' ', $p->tests_run, scalar($p->passed), scalar($p->failed), scalar($p->skipped), $bail, scalar($p->parse_errors), $blocks), "\n";
