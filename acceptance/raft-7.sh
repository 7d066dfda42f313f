#!/usr/bin/env bash
# Throughput and cost of 256-byte counter commands from one session, default security and --insecure. Printed, not gated.
. "$(dirname "$0")/lib.sh"
RUNS=$(scaled 5 1)
DURATION=$(scaled 10 3)
WARMUP=$(scaled 10 3)

one_run() {
  local dir=$1 outstanding=$2
  "$CONCORDAT" bench --cluster "$dir" --service counter --payload 256 --sessions 1 --outstanding "$outstanding" \
    --warmup "${WARMUP}s" --duration "${DURATION}s" -o json
}

await_quiet
yardstick > /dev/null
FIGURES=""
for security in default insecure; do
  flag=""
  [ $security = insecure ] && flag=--insecure
  made=false
  for outstanding in 1 64 256 1024; do
    for run in $(seq 1 "$RUNS"); do
      name="$security-$outstanding-$run"
      [ -f "$STATE/$name" ] && continue
      if [ $made = false ]; then
        new_cluster "$security" --nodes 3 $flag 2> /dev/null || exit 1
        made=true
      fi
      expect "$name" once "$name" one_run "$WORK/$security" "$outstanding"
    done
    column() { cat "$STATE/$security-$outstanding"-[0-9]* | grep -v '^$' | json_all "$1" | spread; }
    FIGURES="$FIGURES,\"$security-$outstanding\":{\"opsPerSecond\":$(column opsPerSecond),\"serverCpuMicrosPerOp\":$(column serverCpuMicrosPerOp),\"clientCpuMicrosPerOp\":$(column clientCpuMicrosPerOp),\"opsPerBatch\":$(column opsPerBatch),\"syncsPerOp\":$(column syncsPerOp),\"signaturesPerOp\":$(column signaturesPerOp),\"verificationsPerOp\":$(column verificationsPerOp),\"syncMicrosP50\":$(column syncMicrosP50)}"
  done
  [ $made = true ] && "$CONCORDAT" cluster down "$WORK/$security" > /dev/null
done
finish "{${FIGURES#,},\"yardstick\":$(yardstick)}"
