#!/usr/bin/env bash
# 100,000 locks held, 10,000 owners waiting, a snapshot every 10,000 commands, pairs of acquire and release meanwhile:
# no tick of a group's loop comes more than 50 ms late, and no piece of work holds the applying loop longer. Nodes
# remember their pauses for a minute, and a minute is measured, after another one: a young JVM's compilers are not.
. "$(dirname "$0")/lib.sh"
HELD=$(scaled 100000 1000)
WAITERS=$(scaled 10000 100)
EVERY=$(scaled 10000 100)
DURATION=61
DIR="$WORK/c"

under_load() {
  new_cluster c --nodes 3 --set snapshot.every-commands="$EVERY" || return 1
  "$CONCORDAT" bench --cluster "$DIR" --service lock --outstanding 64 --held "$HELD" --waiters "$WAITERS" \
    --warmup "$(scaled 60 10)s" --duration "${DURATION}s" --timeout 120s -o json || return 1
  echo "{\"snapshots\":$(grep -c 'SnapshotTaking - snapshot at' "$DIR"/node-1/node.log)}"
}

await_quiet
expect "pairs of locks beside $HELD held and $WAITERS waiting" once pairs under_load
SNAPSHOTS=$(json snapshots < "$STATE/pairs")
PAUSE=$(json longestPauseMillis < "$STATE/pairs")
expect "snapshots were taken (${SNAPSHOTS:-none})" test "${SNAPSHOTS:-0}" -ge 3
expect "longest pause (${PAUSE:-unknown} ms) <= 50 ms" test "${PAUSE:-9999}" -le 50
finish "{\"held\":$HELD,\"waiters\":$WAITERS,\"snapshots\":${SNAPSHOTS:-null},\"longestPauseMillis\":${PAUSE:-null},\"pairsPerSecond\":$(json opsPerSecond < "$STATE/pairs"),\"yardstick\":$(yardstick)}"
