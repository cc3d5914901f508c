# Reads what a test program prints under Wine with -test.v, ended with the exit code in the
# variable code. The first line says how many tests passed; then come the reasons of skipped
# tests, or what failed. The exit code is 1 when a test failed.
#
# Wine 8 does not know the way in which Go deletes the temporary folder of a test, so every
# test with such a folder fails after its end. A test that fails for that alone has passed.

/^=== (RUN|NAME|CONT|PAUSE) / { test = $3; next }

# A line of a log, or one that the testing package adds.
/^ *[A-Za-z_0-9]+\.go:[0-9]+: / {
  why = $0
  sub(/^ *[^ ]+ /, "", why)
  if (why ~ /^TempDir RemoveAll cleanup: .*: Invalid function\.$/) {
    refused[test] = 1
    for (parent = test; sub(/\/[^\/]*$/, "", parent);) refused[parent] = 1
  } else {
    said[test] = said[test] "\n  " $0
  }
  reason[test] = why
  next
}

/^ *--- PASS: / { if ($0 ~ /^---/) passed++; next }
/^ *--- SKIP: / { skipped[reason[$3]]++; next }
/^ *--- FAIL: / {
  if (refused[$3] && !said[$3] && !broken[$3]) {
    if ($0 ~ /^---/) { passed++; left++ }
    next
  }
  failures = failures "\n" $0 said[$3]
  for (parent = $3; sub(/\/[^\/]*$/, "", parent);) broken[parent] = 1
  next
}
/^(panic:|fatal error:)/ { failures = failures "\n" $0 }
/^(PASS|FAIL)$/ { ended = 1 }

END {
  # A program that cannot start may say nothing, and exit with 0.
  if (!ended || passed == 0 || code > 1) failures = failures "\nthe tests did not end as they should"
  if (code == 1 && !left && failures == "") failures = "\nthe exit code is 1, for a reason that no test says"
  printf "%d tests", passed
  if (left) printf ", %d of them left a folder that Wine does not delete", left
  printf "\n"
  for (why in skipped) printf "      skipped: %s (%d)\n", why, skipped[why] | "sort"
  close("sort")
  if (failures == "") exit 0
  print substr(failures, 2)
  exit 1
}
