#!/usr/bin/env bash
# Snapshots on real processes: a follower that was away for 1,000,000 commands comes back while a bench runs without a
# gap of more than a second; a restart with a log of 1 GB serves within 5 s; the disk holds no more under long load.
. "$(dirname "$0")/lib.sh"
AWAY=$(scaled 1000000 20000)
LOG_MIB=$(scaled 1024 32)
BATCH=$(scaled 30 10)

status_of() { "$CONCORDAT" status --cluster "$1" -o json 2> /dev/null | grep "\"node\":$2,"; }
millis() { date +%s%3N; }

# The follower is stopped, the others execute, it returns while they go on.
returns() {
  local dir="$WORK/away" leader away done=0 out
  new_cluster away --nodes 3 --set snapshot.every-commands=$(( AWAY / 5 )) --set snapshot.trailing-log=8MiB || return 1
  leader=$(leader_of "$dir")
  away=$(( leader % 3 + 1 ))
  kill -9 "$(cat "$dir/node-$away/pid")"
  while [ "$done" -lt "$AWAY" ]; do
    out=$("$CONCORDAT" bench --cluster "$dir" --outstanding 1024 --warmup 1s --duration "${BATCH}s" -o json) || return 1
    done=$(( done + $(echo "$out" | json completed) ))
    say "$done of $AWAY commands without node $away"
  done
  "$CONCORDAT" bench --cluster "$dir" --outstanding 64 --warmup 5s --duration 30s -o json > "$WORK/meanwhile" &
  local bench=$! began ended=""
  sleep 8
  "$CONCORDAT" cluster up "$dir" > /dev/null || return 1
  began=$(millis)
  while [ $(( $(millis) - began )) -lt 120000 ]; do
    local behind here
    here=$(status_of "$dir" "$away" | json appliedIndex)
    behind=$(status_of "$dir" "$leader" | json commitIndex)
    if [ -n "$here" ] && [ -n "$behind" ] && [ "$(( behind - here ))" -lt 1000 ]; then ended=$(millis); break; fi
  done
  wait $bench || return 1
  [ -n "$ended" ] || { say "node $away did not catch up in 120 s"; return 1; }
  echo "{\"executedMeanwhile\":$done,\"caughtUpMillis\":$(( ended - began )),\"installed\":$(grep -c 'fetching the snapshot' "$dir/node-$away/node.log"),\"longestGapMillis\":$(json longestGapMillis < "$WORK/meanwhile"),\"diskMiB\":$(du -sm "$dir/node-$leader/data" | cut -f1)}"
  equal_hashes "$dir" 3 > /dev/null
}

# A log of 1 GB: no snapshot is due before, so that all of it is walked and what follows the last one is executed. It is
# filled a few seconds at a time, or a fast disk would make it half as long again.
restarts() {
  local dir="$WORK/large" began ready size
  new_cluster large --nodes 3 --set snapshot.every-commands=2000000 --set snapshot.every-bytes="$(( LOG_MIB * 9 / 10 ))MiB" \
    --set jvm.heap=1GiB || return 1
  size=0
  while [ "$size" -lt "$LOG_MIB" ]; do
    "$CONCORDAT" bench --cluster "$dir" --outstanding 256 --payload 8KiB --warmup 1s --duration 3s -o json \
      > /dev/null || return 1
    size=$(du -sm "$dir/node-1/data" | cut -f1)
    say "$size of $LOG_MIB MiB"
  done
  kill -9 "$(cat "$dir/node-1/pid")"
  began=$(millis)
  "$CONCORDAT" cluster up "$dir" > /dev/null || return 1
  ready=$(millis)
  echo "{\"logMiB\":$size,\"restartMillis\":$(( ready - began ))}"
}

await_quiet
expect "a follower away for $AWAY commands returns" once away returns
GAP=$(json longestGapMillis < "$STATE/away")
expect "longest gap meanwhile (${GAP:-unknown} ms) <= 1000 ms" test "${GAP:-9999}" -le 1000
expect "a restart with a log of $LOG_MIB MiB" once restart restarts
RESTART=$(json restartMillis < "$STATE/restart")
expect "serves after ${RESTART:-unknown} ms <= 5000 ms" test "${RESTART:-99999}" -le 5000
finish "{\"away\":$(cat "$STATE/away" 2> /dev/null || echo null),\"restart\":$(cat "$STATE/restart" 2> /dev/null || echo null),\"yardstick\":$(yardstick)}"
