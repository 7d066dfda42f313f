#!/usr/bin/env bash
# Deliberately broken machines, clients and settings, as real clusters and in the simulator: each is found out, both ways.
. "$(dirname "$0")/lib.sh"
LEAST=12

# broken MODULE CLASSES: how many were run, one line per class
broken() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl "$1" -am test -Dtest="$2" -Dtest.excluded.groups= \
    -Dsurefire.failIfNoSpecifiedTests=false) | sed 's/\x1b\[[0-9;]*m//g' | tee "$STATE/log-$1" \
    | grep -E 'Tests run:.*Broken[A-Za-z]*Test|FAILURE|ERROR'
  return "${PIPESTATUS[0]}"
}
# total NUMBER-NAME MODULE
total() { sed -nE "s/.*$1: ([0-9]+).*Broken[A-Za-z]*Test.*/\1/p" "$STATE/log-$2" 2> /dev/null | awk '{ s += $1 } END { print s + 0 }'; }
found() { echo $(($(total 'Tests run' "$1") - $(total Skipped "$1"))); }

expect "every broken one is found out in the simulator" once simulated broken simulation 'BrokenMachinesTest,BrokenLocksTest'
expect "every broken one is found out as a real cluster" once real broken jepsen BrokenOnesTest
# One of the simulator's tests shows that what is right is not accused.
SIMULATED=$(($(found simulation) - 1))
REAL=$(found jepsen)
expect "$SIMULATED were simulated, at least $LEAST" test "$SIMULATED" -ge "$LEAST"
expect "$REAL were run, at least $LEAST" test "$REAL" -ge "$LEAST"
finish "{\"real\":$REAL,\"simulated\":$SIMULATED,\"skipped\":$(total Skipped jepsen)}"
