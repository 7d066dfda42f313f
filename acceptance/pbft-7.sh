#!/usr/bin/env bash
# Throughput of four node processes, synced and signed, from one session, after a minute of other work: gated; what an
# operation costs is printed. One outstanding comes last and warms up for longer: with so few commands the compilers would
# take as long as all of the rest to be done with the nodes, and as much of the machine as they.
. "$(dirname "$0")/lib.sh"
PROTOCOL=pbft
RUNS=$(scaled 3 1)
DURATION=$(scaled 15 3)
DIR="$WORK/c"

one_run() {
  local out
  out=$("$CONCORDAT" bench --cluster "$DIR" --service counter --sessions 1 --payload "$1" --outstanding "$2" \
    --warmup "$(warmup_with "$2")s" --duration "${DURATION}s" -o json) || return 1
  [ "$(echo "$out" | json sync)$(echo "$out" | json signed)$(echo "$out" | json nodes)" = truetrue4 ] || return 1
  echo "$out"
}

await_quiet
yardstick > /dev/null
FIGURES=""
MADE=false
# payload outstanding gate
while read -r payload outstanding gate; do
  for run in $(seq 1 "$RUNS"); do
    name="$payload-$outstanding-$run"
    [ -f "$STATE/$name" ] && continue
    if [ $MADE = false ]; then
      new_cluster c --nodes 4 && work_in "$DIR" || exit 1
      MADE=true
    fi
    expect "$name" once "$name" one_run "$payload" "$outstanding"
  done
  column() { cat "$STATE/$payload-$outstanding"-[0-9]* 2> /dev/null | json_all "$1" | spread; }
  OPS=$(column opsPerSecond | json median)
  expect "$payload B, $outstanding outstanding: ${OPS:-nothing} >= $gate ops/s" \
    awk -v o="${OPS:-0}" -v g="$gate" 'BEGIN { exit !(o >= g) }'
  FIGURES="$FIGURES,\"$payload-$outstanding\":{\"gate\":$gate"
  for key in opsPerSecond serverCpuMicrosPerOp clientCpuMicrosPerOp signaturesPerOp verificationsPerOp syncsPerOp opsPerBatch; do
    FIGURES="$FIGURES,\"$key\":$(column $key)"
  done
  FIGURES="$FIGURES}"
done << 'GATES'
0 1024 45000
0 64 8000
1024 1024 20000
1024 64 6000
0 1 250
1024 1 200
GATES
finish "{${FIGURES#,},\"yardstick\":$(yardstick)}"
