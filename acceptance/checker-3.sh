#!/usr/bin/env bash
# 1,000,000 small random histories over all models: every engine agrees with brute force on each.
. "$(dirname "$0")/lib.sh"
HISTORIES=$(scaled 1000000 17000)

fuzz() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen test -Dtest=EnginesAgreeTest \
    -Dconcordat.fuzz="$HISTORIES" -Dconcordat.fuzz.seed="${SEED:-1}") | tee "$STATE/fuzz.log" | grep -E '^fuzz|Tests run|ERROR' | sed 's/\x1b\[[0-9;]*m//g'
}

expect "all engines agree with brute force" once fuzz fuzz
DONE=$(sed -nE 's/.*fuzz .* ([0-9]+) histories.*/\1/p' "$STATE/fuzz.log" | awk '{ s += $1 } END { print s + 0 }')
expect "$DONE histories were compared" test "$DONE" -ge "$HISTORIES"
expect "no test failed" sh -c '! grep -q "FAILURE" "$1"' _ "$STATE/fuzz.log"
finish "{\"histories\":$DONE,\"disagreements\":$(grep -c "withBruteForce.*FAILURE" "$STATE/fuzz.log")}"
