#!/usr/bin/env bash
# Every seed with all faults: no invariant breaks, everything heals, every fault fired, at least 100 times real time.
. "$(dirname "$0")/lib.sh"
SEEDS=$(scaled 2000 20)
# One process runs many seeds, so that most of them run compiled.
STEP=500
FAILED=0
SIMULATED=0
WALL=0
EVENTS=0
CHECKS=0
await_quiet
for first in $(seq 1 $STEP "$SEEDS"); do
  last=$((first + STEP - 1))
  [ "$last" -gt "$SEEDS" ] && last=$SEEDS
  part="seeds-$first-$last"
  run_part() {
    "$CONCORDAT" sim --protocol raft --seeds "$first..$last" --faults all --sim-time 20s -o json
    local exit=$?
    [ $exit = 0 ] || [ $exit = 7 ]
  }
  expect "$part ran" once "$part" run_part
  out=$(tail -n 1 "$STATE/$part" 2> /dev/null)
  failures=$(echo "$out" | json failures)
  expect "$part without failures (${failures:-none reported})" test "$failures" = 0
  FAILED=$((FAILED + ${failures:-1}))
  SIMULATED=$(awk -v a="$SIMULATED" -v b="$(echo "$out" | json simulatedSeconds)" 'BEGIN { print a + b }')
  WALL=$(awk -v a="$WALL" -v b="$(echo "$out" | json wallSeconds)" 'BEGIN { print a + b }')
  EVENTS=$((EVENTS + $(echo "$out" | json events)))
  CHECKS=$((CHECKS + $(echo "$out" | json invariantChecks)))
done
FIRED=$(cat "$STATE"/seeds-*[0-9] | grep -o '"faultsFired":{[^}]*}' | grep -oE '"[a-z-]+":[0-9]+' | tr -d '"' \
  | awk -F: '{ n[$1] += $2 } END { for (k in n) print k ":" n[k] }' | sort)
expect "every fault fired" sh -c '[ -n "$1" ] && ! echo "$1" | grep -q ":0$"' _ "$FIRED"
SPEED=$(awk -v s="$SIMULATED" -v w="$WALL" 'BEGIN { printf "%.0f", (w > 0 ? s / w : 0) }')
expect "speed ($SPEED x real time) >= 100" test "$SPEED" -ge 100
finish "{\"seeds\":$SEEDS,\"failures\":$FAILED,\"simulatedSeconds\":$SIMULATED,\"wallSeconds\":$WALL,\"timesRealTime\":$SPEED,\"events\":$EVENTS,\"invariantChecks\":$CHECKS,\"faultsFired\":{$(echo "$FIRED" | sed -E 's/(.*):(.*)/"\1":\2/' | paste -sd, -)}}"
