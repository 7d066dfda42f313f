#!/usr/bin/env bash
# Deliberately broken machines, clients and settings as real clusters: each is refuted.
. "$(dirname "$0")/lib.sh"
LEAST=12

broken() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen -am test -Dtest=BrokenOnesTest -Dtest.excluded.groups= \
    -Dsurefire.failIfNoSpecifiedTests=false) | sed 's/\x1b\[[0-9;]*m//g' | tee "$STATE/log" \
    | grep -E 'Tests run:.*BrokenOnesTest|FAILURE|ERROR'
  return "${PIPESTATUS[0]}"
}

expect "every broken one is found out" once broken broken
COUNT=$(sed -nE 's/.*Tests run: ([0-9]+).*BrokenOnesTest.*/\1/p' "$STATE/log" | tail -n 1)
SKIPPED=$(sed -nE 's/.*Skipped: ([0-9]+).*BrokenOnesTest.*/\1/p' "$STATE/log" | tail -n 1)
FOUND=$((${COUNT:-0} - ${SKIPPED:-0}))
expect "$FOUND were run, at least $LEAST" test "$FOUND" -ge "$LEAST"
finish "{\"broken\":${COUNT:-0},\"skipped\":${SKIPPED:-0}}"
