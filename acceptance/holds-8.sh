#!/usr/bin/env bash
# Overload: nodes with 256 MiB of heap are offered ten times what they can do, for a minute, by sixteen clients: each keeps
# no more than 4 MiB under way, and together that is more than a node has room for. Every node's memory stays
# within 600 MiB and flat, what finds no room is told BUSY, at least 80 % of the peak goes on being done, nothing is
# lost, and 5 s later everything is as before.
. "$(dirname "$0")/lib.sh"
RUNS=$(scaled 3 1)
SECONDS_OVER=$(scaled 60 6)
MEASURED=$(scaled 15 3)
DIR="$WORK/over"
PAYLOAD=1KiB

bench() { "$CONCORDAT" bench --cluster "$DIR" --service counter --payload "$PAYLOAD" -o json "$@"; }
closed() { bench --sessions 64 --outstanding 1024 --warmup "$1s" --duration "${MEASURED}s"; }
pids() { cat "$DIR"/node-*/pid; }
rss_mib() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# One line a second: the resident memory of every node, MiB.
watch_memory() {
  while :; do
    for pid in $(pids); do printf '%s ' "$(rss_mib "$pid")"; done
    echo
    sleep 1
  done
}

overload() {
  local rate=$1 watcher status
  watch_memory > "$STATE/memory.part" &
  watcher=$!
  bench --clients 16 --sessions 256 --outstanding 65536 --rate "$rate" --warmup "$(scaled 5 2)s" --duration "${SECONDS_OVER}s"
  status=$?
  kill "$watcher"
  wait "$watcher" 2> /dev/null
  mv "$STATE/memory.part" "$STATE/memory"
  return $status
}

# Of the samples of one node: most, and MiB per minute by least squares over the second half, when the heap has been
# touched and the caches are full.
memory_of() {
  awk -v n="$1" 'NF >= n { v[++count] = $n; if ($n > most) most = $n }
    END { for (i = int(count / 2) + 1; i <= count; i++) { m++; sx += i; sy += v[i]; sxx += i * i; sxy += i * v[i] }
      d = m * sxx - sx * sx
      printf "{\"mostMiB\":%.1f,\"slopeMiBPerMinute\":%.1f}\n", most, d ? (m * sxy - sx * sy) / d * 60 : 0 }' "$STATE/memory"
}
at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a >= b) }'; }

await_quiet
yardstick > /dev/null
if [ ! -f "$STATE/over" ] || [ ! -f "$STATE/after" ]; then
  rm -f "$STATE"/peak-* "$STATE/over" "$STATE/after"
  new_cluster over --nodes 3 --set jvm.heap=256MiB 2> /dev/null || exit 1
  for run in $(seq "$RUNS"); do expect "peak $run" once "peak-$run" closed "$(scaled 15 5)"; done
  PEAK=$(json_all opsPerSecond < <(cat "$STATE"/peak-*) | percentile 50)
  expect "overload: nothing lost" once over overload "$(awk -v p="$PEAK" 'BEGIN { printf "%d", 10 * p }')"
  expect "after it" once after closed 5
  "$CONCORDAT" status --cluster "$DIR" -o json > "$STATE/status"
fi
PEAK=$(json_all opsPerSecond < <(cat "$STATE"/peak-*) | percentile 50)
OVER=$(json opsPerSecond < "$STATE/over")
AFTER=$(json opsPerSecond < "$STATE/after")
MEMORY=""
for node in 1 2 3; do
  found=$(memory_of "$node")
  MEMORY="$MEMORY,$found"
  expect "node $node: $found, at most 600 MiB" at_least 600 "$(echo "$found" | json mostMiB)"
  expect "node $node: flat, at most 20 MiB a minute" at_least 20 "$(echo "$found" | json slopeMiBPerMinute)"
done
expect "explicit BUSY: $(json busy < "$STATE/over") operations, $(json busyAnswers < "$STATE/over") answers of nodes" \
  at_least "$(json busyAnswers < "$STATE/over")" 1
expect "$OVER of $PEAK ops/s under overload, at least 80 %" at_least "$OVER" "$(awk -v p="$PEAK" 'BEGIN { print 0.8 * p }')"
expect "$AFTER ops/s from 5 s after it, at least 90 %" at_least "$AFTER" "$(awk -v p="$PEAK" 'BEGIN { print 0.9 * p }')"
expect "no operation failed or is unknown" sh -c '! cat "$@" | grep -qE "\"(failed|unknown)\":[1-9]"' _ "$STATE/over" "$STATE/after"
expect "the nodes hold nothing for clients at rest" sh -c '! grep -qE "\"pendingBytes\":[1-9]" "$1"' _ "$STATE/status"
finish "{\"peak\":$PEAK,\"over\":$(cat "$STATE/over"),\"after\":$(cat "$STATE/after"),\"memory\":[${MEMORY#,}],\"yardstick\":$(yardstick)}"
