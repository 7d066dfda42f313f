#!/usr/bin/env bash
# The power-cut test must be able to fail: with log.sync=false the same seeds lose acknowledged writes.
. "$(dirname "$0")/lib.sh"
SEEDS=$(scaled 200 10)
cuts() {
  "$CONCORDAT" sim --protocol raft --seeds "1..$SEEDS" --faults powercut,powercut-all --sim-time 20s "$@" -o json
  echo "exit=$?"
}
expect "power cuts with sync ran" once synced cuts
expect "power cuts without sync ran" once unsynced cuts --set log.sync=false
exit_of() { sed -nE 's/^exit=//p' "$STATE/$1"; }
expect "with sync nothing breaks" test "$(exit_of synced)" = 0
expect "without sync it is seen to break" test "$(exit_of unsynced)" = 7
finish "{\"seeds\":$SEEDS,\"failuresWithSync\":$(json failures < "$STATE/synced"),\"failuresWithoutSync\":$(json failures < "$STATE/unsynced")}"
