#!/usr/bin/env bash
# What of it runs in every build, and what at night: at least 3 and 24 minutes under faults, counted from what the runs say
# of themselves. The tests are chosen by name alone, so that what the build leaves out is missing here too.
. "$(dirname "$0")/lib.sh"
EVERY_BUILD=$(scaled 180 48)
AT_NIGHT=$(scaled 1440 96)

# tests CLASS MAVEN-OPTIONS...: their names, and the seconds that each of their runs spent under faults
tests() {
  rm -rf "$ROOT/jepsen/target/jepsen/$1-"*
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen -am test -Dtest="$1" -Dsurefire.failIfNoSpecifiedTests=false "${@:2}") \
    | sed 's/\x1b\[[0-9;]*m//g' | tee "$STATE/log-$1" | grep -E 'Tests run:|Total time|FAILURE|ERROR'
  local exit=${PIPESTATUS[0]}
  cat "$ROOT/jepsen/target/jepsen/$1-"*/results.json
  return "$exit"
}
seconds() { json_all secondsUnderFaults < "$STATE/$1" 2> /dev/null | awk '{ s += $1 } END { printf "%.0f", s }'; }

expect "the short runs of every build" once short tests ShortRunTest -Dconcordat.jepsen.short.seconds=$((EVERY_BUILD / 6))
expect "the long runs of the night" once long tests LongRunTest -Pnightly -Dconcordat.jepsen.seconds=$((AT_NIGHT / 16))
expect "every build runs $(seconds short) s under faults, at least $EVERY_BUILD" test "$(seconds short)" -ge "$EVERY_BUILD"
expect "a night runs $(seconds long) s under faults, at least $AT_NIGHT" test "$(seconds long)" -ge "$AT_NIGHT"

# unscaled CLASS: how long each of its runs is when nothing else is said
unscaled() { sed -nE 's/.*Long.getLong\("[^"]*", ([0-9]+)\).*/\1/p' "$ROOT/jepsen/src/test/java/io/concordat/jepsen/run/$1.java"; }
expect "six runs of $(unscaled ShortRunTest) s are 3 minutes" test $((6 * $(unscaled ShortRunTest))) -ge 180
expect "sixteen runs of $(unscaled LongRunTest) s are 24 minutes" test $((16 * $(unscaled LongRunTest))) -ge 1440
finish "{\"everyBuildSeconds\":$(seconds short),\"nightSeconds\":$(seconds long),\"short\":\"$(grep -o 'Tests run.*' "$STATE/short" | tail -n 1)\",\"long\":\"$(grep -o 'Tests run.*' "$STATE/long" | tail -n 1)\"}"
