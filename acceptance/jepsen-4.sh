#!/usr/bin/env bash
# What of it runs in every build, and what at night.
. "$(dirname "$0")/lib.sh"

tests() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen -am test -Dtest="$1" -Dsurefire.failIfNoSpecifiedTests=false "${@:2}") \
    | sed 's/\x1b\[[0-9;]*m//g' | tee "$STATE/log-$1" | grep -E 'Tests run:|Total time|FAILURE|ERROR'
  return "${PIPESTATUS[0]}"
}
expect "the short run of every build" once short tests ShortRunTest
expect "the long runs of the night" once long tests LongRunTest -Dtest.groups=nightly -Dtest.excluded.groups= \
  -Dconcordat.jepsen.seconds="$(scaled 120 15)"
finish "{\"short\":\"$(grep -o 'Tests run.*' "$STATE/short" | tail -n 1)\",\"long\":\"$(grep -o 'Tests run.*' "$STATE/long" | tail -n 1)\"}"
