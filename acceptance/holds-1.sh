#!/usr/bin/env bash
# 10,000 seeds of three nodes and 1,000 of five under all faults: nothing breaks, every fault meets every role, and it
# goes 300 times as fast as the clock. In chunks, so that a second call goes on.
. "$(dirname "$0")/lib.sh"
THREE=$(scaled 10000 200)
FIVE=$(scaled 1000 40)
CHUNK=2500
await_quiet

# seeds NODES FIRST LAST: one chunk; its JSON line is kept even when a seed fails, the figures are judged below
seeds() {
  "$CONCORDAT" sim -o json --protocol raft --nodes "$1" --seeds "$2..$3" --faults all --sim-time 20s | tail -n 1 | tee "$STATE/last" >&2
  cat "$STATE/last"
  [ -s "$STATE/last" ]
}
all_seeds() {
  local nodes=$1 seeds=$2 at=1 last
  while [ "$at" -le "$seeds" ]; do
    last=$((at + CHUNK - 1 < seeds ? at + CHUNK - 1 : seeds))
    expect "seeds $at to $last of $nodes nodes were simulated" once "n$nodes-$at" seeds "$nodes" "$at" "$last"
    at=$((last + 1))
  done
}
all_seeds 3 "$THREE"
all_seeds 5 "$FIVE"

sum() { cat "$STATE"/n$1-* | json_all "$2" | awk '{ s += $1 } END { print s + 0 }'; }
expect "all seeds ran" test "$(sum '[35]' seeds)" = $((THREE + FIVE))
expect "no seed failed" test "$(sum '[35]' failures)" = 0

# fault<space>role<space>times, added up over all chunks
by_role() {
  cat "$STATE"/n[35]-* | sed -E 's/.*"faultsFiredByRole":\{//' | grep -oE '"[a-z-]+":(\{|[0-9]+)' \
    | awk -F'"' '{ if ($3 ~ /\{/) fault = $2; else { sub(":", "", $3); n[fault " " $2] += $3 } }
        END { for (k in n) print k, n[k] }' | sort
}
by_role > "$STATE/by-role"
# A fault that is aimed at replicas at all has to be seen in all of their roles.
missing() {
  awk '$2 != "world" && $2 != "down" { aimed[$1]; met[$1 " " $2] }
    END { n = split("leader follower candidate recovery", roles, " ")
      for (f in aimed) for (i = 1; i <= n; i++) if (!((f " " roles[i]) in met)) print f "/" roles[i] }' "$STATE/by-role" | sort
}
MISSING=$(missing | tr '\n' ' ')
if awk -v n=$((THREE + FIVE)) 'BEGIN { exit !(n >= 2000) }'; then
  expect "every fault met every role (missing: ${MISSING:-none})" test -z "$MISSING"
fi
expect "30 kinds of faults fired" test "$(awk '{ print $1 }' "$STATE/by-role" | sort -u | wc -l)" -ge 30
PACE=$(awk -v s="$(sum 3 simulatedSeconds)" -v w="$(sum 3 wallSeconds)" 'BEGIN { printf "%.0f", s / (w > 0 ? w : 1) }')
expect "three nodes go at $PACE times real time, 300 asked" test "$PACE" -ge 300

ROLES=$(awk '{ if ($1 != f) { printf "%s\"%s\":{", (f == "" ? "" : "},"), $1; f = $1; c = "" } printf "%s\"%s\":%d", c, $2, $3; c = "," }
  END { if (f != "") printf "}" }' "$STATE/by-role")
finish "{\"seeds3\":$THREE,\"seeds5\":$FIVE,\"failures\":$(sum '[35]' failures),\"timesRealTime\":$PACE,\"events\":$(sum '[35]' events),\"invariantChecks\":$(sum '[35]' invariantChecks),\"faultsByRole\":{$ROLES}}"
