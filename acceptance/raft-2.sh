#!/usr/bin/env bash
# Load on 16 sessions while a random node, half the time the leader, gets SIGKILL every 3 s and returns: nothing is lost.
. "$(dirname "$0")/lib.sh"
SECONDS_OF_LOAD=$(scaled 60 9)
DIR="$WORK/c"
KILLS="$STATE/kills.count"

# Strictly every 3 s, whether or not the one before is back; a node that is down already is no victim.
kill_and_return() {
  local kills=0 leaders=0 victim leader chosen next
  next=$((SECONDS + 3))
  while sleep $((next > SECONDS ? next - SECONDS : 0)); [ ! -f "$WORK/over" ]; do
    next=$((next + 3))
    victim=$((1 + RANDOM % 3))
    chosen=0
    if [ $((RANDOM % 2)) = 0 ]; then
      leader=$(leader_of "$DIR")
      [ -n "$leader" ] && victim=$leader && chosen=1
    fi
    kill -9 "$(cat "$DIR/node-$victim/pid")" 2> /dev/null && kills=$((kills + 1)) && leaders=$((leaders + chosen))
    "$CONCORDAT" cluster up "$DIR" > /dev/null 2>&1 &
    echo "$kills $leaders" > "$KILLS"
  done
  wait
}

load() {
  new_cluster c --nodes 3 || return 1
  rm -f "$WORK/over"
  kill_and_return &
  local killer=$! result
  result=$("$CONCORDAT" bench --cluster "$DIR" --service counter --sessions 16 --outstanding 256 \
    --warmup 1s --duration "${SECONDS_OF_LOAD}s" -o json)
  local exit=$?
  touch "$WORK/over"
  wait $killer
  "$CONCORDAT" cluster up "$DIR" > /dev/null
  say "bench exit $exit: $result"
  [ $exit = 0 ] && equal_hashes "$DIR" 3 && echo "$result"
}

expect "load under kills ends with equal hashes" once load load
RESULT=$(cat "$STATE/load" 2> /dev/null || echo '{}')
ACKNOWLEDGED=$(echo "$RESULT" | json acknowledged)
READ_BACK=$(echo "$RESULT" | json readBack)
UNKNOWN=$(echo "$RESULT" | json unknown)
expect "acknowledged ($ACKNOWLEDGED) = read back ($READ_BACK)" test -n "$ACKNOWLEDGED" -a "$ACKNOWLEDGED" = "$READ_BACK"
expect "unknown ($UNKNOWN) = 0" test "$UNKNOWN" = 0
read -r KILLED LEADERS < "$KILLS" 2> /dev/null || { KILLED=0; LEADERS=0; }
expect "somebody was killed" test "$KILLED" -gt 0
finish "{\"seconds\":$SECONDS_OF_LOAD,\"kills\":$KILLED,\"leaderKills\":$LEADERS,\"acknowledged\":${ACKNOWLEDGED:-null},\"readBack\":${READ_BACK:-null},\"unknown\":${UNKNOWN:-null},\"longestGapMillis\":$(echo "$RESULT" | json longestGapMillis)}"
