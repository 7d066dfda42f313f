#!/usr/bin/env bash
# Pairs of lock acquire and release per second, default security, one session, each operation its own lock: at least
# 10,000 with 64 outstanding and 35,000 with 1,024; median of 5 on a quiet machine.
. "$(dirname "$0")/lib.sh"
RUNS=$(scaled 5 1)
DURATION=$(scaled 15 3)
WARMUP=$(scaled 15 3)

one_run() {
  "$CONCORDAT" bench --cluster "$1" --service lock --sessions 1 --outstanding "$2" \
    --warmup "${WARMUP}s" --duration "${DURATION}s" -o json
}

await_quiet
yardstick > /dev/null
FIGURES=""
made=false
for outstanding in 64 1024; do
  for run in $(seq 1 "$RUNS"); do
    name="pairs-$outstanding-$run"
    [ -f "$STATE/$name" ] && continue
    if [ $made = false ]; then
      new_cluster locks --nodes 3 2> /dev/null || exit 1
      made=true
    fi
    expect "$name" once "$name" one_run "$WORK/locks" "$outstanding"
    say "$name: $(json_all opsPerSecond < "$STATE/$name") pairs/s"
  done
  column() { cat "$STATE/pairs-$outstanding"-[0-9]* | grep -v '^$' | json_all "$1" | spread; }
  PAIRS=$(column opsPerSecond | sed -E 's/.*"median":([0-9.]+).*/\1/')
  LEAST=$([ $outstanding = 64 ] && echo 10000 || echo 35000)
  expect "$PAIRS pairs/s with $outstanding outstanding, at least $LEAST" \
    awk -v p="$PAIRS" -v l="$LEAST" 'BEGIN { exit !(p >= l) }'
  expect "no pair failed with $outstanding outstanding" \
    sh -c '! cat "$@" | grep -qE "\"(failed|unknown)\":[1-9]"' _ "$STATE/pairs-$outstanding"-[0-9]*
  FIGURES="$FIGURES,\"pairs-$outstanding\":{\"pairsPerSecond\":$(column opsPerSecond),\"serverCpuMicrosPerPair\":$(column serverCpuMicrosPerOp),\"clientCpuMicrosPerPair\":$(column clientCpuMicrosPerOp),\"otherLoadPercent\":$(column otherLoadPercent)}"
done
finish "{${FIGURES#,},\"yardstick\":$(yardstick)}"
