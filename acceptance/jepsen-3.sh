#!/usr/bin/env bash
# Histories of three register runs, judged by the native checker and by the true Knossos: the same verdicts. Knossos is no
# part of Concordat: CONCORDAT_KNOSSOS is its class path. Without it only the native verdicts are shown, and the row says so.
. "$(dirname "$0")/lib.sh"
TIME=$(scaled 60 15)

one() {
  rm -rf "$STATE/$1"
  "$CONCORDAT" jepsen run --protocol raft --workload register --nemesis "$1" --time "${TIME}s" --out "$STATE/$1" -o json
}
# judged NEMESIS: valid, and nobody is undecided
judged() {
  local talk="$STATE/$1/talk"
  "$CONCORDAT" jepsen check "$STATE/$1/history.edn" --model cas-register --checker "$CHECKER" -o json 2> "$talk" \
    || { cat "$talk" >&2; return 1; }
  [ "$CHECKER" = native ] || grep 'knossos says valid' "$talk" >&2
}
CHECKER=native
[ -n "${CONCORDAT_KNOSSOS:-}" ] && CHECKER=both
for nemesis in kill pause partition; do
  expect "a run with $nemesis is valid" once "run-$nemesis" one "$nemesis"
  expect "$CHECKER judge its history" once "check-$nemesis" judged "$nemesis"
done
[ "$CHECKER" = both ] || say "NOT SHOWN: CONCORDAT_KNOSSOS is not set, so nobody but ourselves has judged these"
expect "knossos has judged" test "$CHECKER" = both
finish "{\"checker\":\"$CHECKER\",\"histories\":3}"
