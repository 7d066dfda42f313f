# Nodes that get SIGKILL under load and come back; sourced after lib.sh.
KILLS="$STATE/kills.count"

# kill_and_return DIR NODES WHOLE: a random one, half the time the leader, strictly every 3 s; a node that is down already
# is no victim. WHOLE: only while all are there, for groups that do not withstand two at once.
kill_and_return() {
  local dir=$1 nodes=$2 whole=$3 kills=0 leaders=0 victim leader chosen next
  next=$((SECONDS + 3))
  while sleep $((next > SECONDS ? next - SECONDS : 0)); [ ! -f "$WORK/over" ]; do
    next=$((next + 3))
    [ "$whole" = false ] \
      || [ "$("$CONCORDAT" status --cluster "$dir" -o json 2> /dev/null | grep -c '"reachable":true')" = "$nodes" ] \
      || continue
    victim=$((1 + RANDOM % nodes))
    chosen=0
    if [ $((RANDOM % 2)) = 0 ]; then
      leader=$(leader_of "$dir")
      [ -n "$leader" ] && victim=$leader && chosen=1
    fi
    kill -9 "$(cat "$dir/node-$victim/pid")" 2> /dev/null && kills=$((kills + 1)) && leaders=$((leaders + chosen))
    "$CONCORDAT" cluster up "$dir" > /dev/null 2>&1 &
    echo "$kills $leaders" > "$KILLS"
  done
  wait
}

# load_under_kills NODES WHOLE SECONDS: a cluster of its own; prints the bench's result if all states are equal afterwards
load_under_kills() {
  local dir="$WORK/load" result exit killer
  new_cluster load --nodes "$1" || return 1
  rm -f "$WORK/over"
  kill_and_return "$dir" "$1" "$2" &
  killer=$!
  result=$("$CONCORDAT" bench --cluster "$dir" --service counter --sessions 16 --outstanding 256 \
    --warmup 1s --duration "${3}s" -o json)
  exit=$?
  touch "$WORK/over"
  wait $killer
  "$CONCORDAT" cluster up "$dir" > /dev/null
  say "bench exit $exit: $result"
  [ $exit = 0 ] && equal_hashes "$dir" "$1" && "$CONCORDAT" cluster down "$dir" > /dev/null && echo "$result"
}

# expect_nothing_lost NODES WHOLE SECONDS: the load, judged; sets ACKNOWLEDGED READ_BACK UNKNOWN GAP KILLED LEADERS
expect_nothing_lost() {
  local result
  expect "load under kills ends with equal hashes" once load load_under_kills "$@"
  result=$(cat "$STATE/load" 2> /dev/null || echo '{}')
  ACKNOWLEDGED=$(echo "$result" | json acknowledged)
  READ_BACK=$(echo "$result" | json readBack)
  UNKNOWN=$(echo "$result" | json unknown)
  GAP=$(echo "$result" | json longestGapMillis)
  expect "acknowledged ($ACKNOWLEDGED) = read back ($READ_BACK)" test -n "$ACKNOWLEDGED" -a "$ACKNOWLEDGED" = "$READ_BACK"
  expect "unknown ($UNKNOWN) = 0" test "$UNKNOWN" = 0
  read -r KILLED LEADERS < "$KILLS" 2> /dev/null || { KILLED=0; LEADERS=0; }
  expect "somebody was killed" test "$KILLED" -gt 0
}

# kill_leader DIR SECONDS: once, under load; prints the longest gap between acknowledged writes, in milliseconds
kill_leader() {
  local dir=$1 leader bench out="$WORK/bench"
  leader=$(leader_of "$dir")
  [ -n "$leader" ] || return 1
  "$CONCORDAT" bench --cluster "$dir" --service counter --outstanding 16 --warmup 1s --duration "${2}s" -o json > "$out" &
  bench=$!
  sleep 3.$((RANDOM % 10))
  kill -9 "$(cat "$dir/node-$leader/pid")"
  wait $bench || { cat "$out" >&2; return 1; }
  "$CONCORDAT" cluster up "$dir" > /dev/null || return 1
  [ "$(json acknowledged < "$out")" = "$(json readBack < "$out")" ] || return 1
  json longestGapMillis < "$out"
}

# expect_short_gaps NODES TIMES SECONDS P50 P99: a cluster of its own, its leader killed TIMES times; sets GAPS P50 P99
expect_short_gaps() {
  local i
  await_quiet
  new_cluster leader --nodes "$1" || exit 1
  for i in $(seq 1 "$2"); do
    expect "leader killed, $i of $2" once "kill-$i" kill_leader "$WORK/leader" "$3"
  done
  GAPS=$(cat "$STATE"/kill-* 2> /dev/null | grep -v part)
  P50=$(echo "$GAPS" | percentile 50)
  P99=$(echo "$GAPS" | percentile 99)
  expect "p50 ($P50 ms) <= $4 ms" test "${P50:-9999}" -le "$4"
  expect "p99 ($P99 ms) <= $5 ms" test "${P99:-9999}" -le "$5"
}
