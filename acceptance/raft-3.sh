#!/usr/bin/env bash
# The leader gets SIGKILL, again and again: the longest gap between acknowledged writes stays short.
. "$(dirname "$0")/lib.sh"
TIMES=$(scaled 50 3)
DIR="$WORK/c"

one_kill() {
  local leader result out="$WORK/bench"
  leader=$(leader_of "$DIR")
  [ -n "$leader" ] || return 1
  "$CONCORDAT" bench --cluster "$DIR" --service counter --outstanding 16 --warmup 1s --duration 4s -o json > "$out" &
  local bench=$!
  sleep 3.$((RANDOM % 10))
  kill -9 "$(cat "$DIR/node-$leader/pid")"
  wait $bench || { cat "$out" >&2; return 1; }
  "$CONCORDAT" cluster up "$DIR" > /dev/null || return 1
  [ "$(json acknowledged < "$out")" = "$(json readBack < "$out")" ] || return 1
  json longestGapMillis < "$out"
}

await_quiet
new_cluster c --nodes 3 || exit 1
for i in $(seq 1 "$TIMES"); do
  expect "kill $i of $TIMES" once "kill-$i" one_kill
done
GAPS=$(cat "$STATE"/kill-* 2> /dev/null | grep -v part)
P50=$(echo "$GAPS" | percentile 50)
P99=$(echo "$GAPS" | percentile 99)
expect "p50 ($P50 ms) <= 400 ms" test "${P50:-9999}" -le 400
expect "p99 ($P99 ms) <= 1500 ms" test "${P99:-9999}" -le 1500
finish "{\"kills\":$TIMES,\"p50Millis\":${P50:-null},\"p99Millis\":${P99:-null},\"gaps\":$(echo "$GAPS" | spread),\"yardstick\":$(yardstick)}"
