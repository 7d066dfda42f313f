#!/usr/bin/env bash
# Speed of 256-byte counter commands from one session with 1, 64, 256 and 1,024 outstanding, against the gates below;
# median of 5 on a quiet machine, three nodes and the client on it, after a minute of other work. Beside them, without a
# gate: 64 sessions, reads.
. "$(dirname "$0")/lib.sh"
RUNS=$(scaled 5 1)
DURATION=$(scaled 15 3)
# security-outstanding gate goal, operations per second
GATES="
default-1 750 1000
default-64 28000 50000
default-256 65000 100000
default-1024 110000 150000
insecure-1 1200 1700
insecure-64 45000 60000
insecure-256 95000 130000
insecure-1024 170000 200000
"

one_run() {
  "$CONCORDAT" bench --cluster "$1" --service "$2" --payload 256 --sessions "$3" --outstanding "$4" \
    --warmup "$(warmup_with "$4")s" --duration "${DURATION}s" -o json
}

# measured NAME SERVICE SESSIONS OUTSTANDING: all runs of one point, on the cluster of the security that NAME begins with
measured() {
  local name=$1 security=${1%%-*} run flag=""
  [ "$security" = insecure ] && flag=--insecure
  for run in $(seq 1 "$RUNS"); do
    [ -f "$STATE/$name-$run" ] && continue
    if [ "$UP" != "$security" ]; then
      [ -n "$UP" ] && "$CONCORDAT" cluster down "$WORK/$UP" > /dev/null
      new_cluster "$security" --nodes 3 $flag 2> /dev/null && work_in "$WORK/$security" || exit 1
      UP=$security
    fi
    expect "$name-$run" once "$name-$run" one_run "$WORK/$security" "$2" "$3" "$4"
    say "$name-$run: $(json_all opsPerSecond < "$STATE/$name-$run") per second"
  done
  expect "$name: every operation had a definite outcome" \
    sh -c '! cat "$@" | grep -qE "\"(failed|unknown)\":[1-9]"' _ "$STATE/$name"-[1-9]
  FIGURES="$FIGURES,\"$name\":{\"opsPerSecond\":$(column opsPerSecond)"
  for key in p50 p99 serverCpuMicrosPerOp clientCpuMicrosPerOp opsPerBatch syncsPerOp signaturesPerOp \
    verificationsPerOp syncMicrosP50 otherLoadPercent; do
    FIGURES="$FIGURES,\"$key\":$(column $key)"
  done
  FIGURES="$FIGURES}"
}
column() { cat "$STATE/$name"-[1-9] | grep -v '^$' | json_all "$1" | spread; }
median() { column "$1" | sed -E 's/.*"median":([0-9.]+).*/\1/'; }

await_quiet
yardstick > /dev/null
FIGURES=""
UP=""
for security in default insecure; do
  for outstanding in 1 64 256 1024; do
    name="$security-$outstanding"
    measured "$name" counter 1 "$outstanding"
    read -r _ gate goal <<< "$(echo "$GATES" | grep "^$name ")"
    rate=$(median opsPerSecond)
    expect "$name: $rate per second, at least $gate (goal $goal)" \
      awk -v r="$rate" -v g="$gate" 'BEGIN { exit !(r >= g) }'
  done
  name="$security-sessions64"
  measured "$name" counter 64 1024
  name="$security-reads64"
  measured "$name" read 1 64
done
finish "{${FIGURES#,},\"yardstick\":$(yardstick)}"
