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

# Where the leader's time goes under load: per cent of Java samples by thread, and by the innermost of our methods.
profile() {
  local dir=$1 pid
  pid=$(cat "$dir/node-$(leader_of "$dir")/pid")
  one_run "$dir" 256 > /dev/null || return 1
  jcmd "$pid" JFR.start name=hot settings=profile > /dev/null || return 1
  one_run "$dir" 256 > /dev/null || return 1
  jcmd "$pid" JFR.dump name=hot filename="$WORK/hot.jfr" > /dev/null || return 1
  jfr print --stack-depth 64 --events jdk.ExecutionSample "$WORK/hot.jfr" | hot
}
hot() {
  awk '
    /sampledThread = "/ { split($0, q, "\""); thread = q[2]; sub(/^node-[0-9]+-|-node-[0-9]+/, "", thread); sub(/[-0-9]+$/, "", thread)
      samples++; threads[thread]++; own = "" }
    own == "" && /^ *io\.concordat\..*line:/ { own = $1; sub(/\(.*/, "", own); sub(/^io\.concordat\./, "", own); methods[own]++ }
    function top(name, counts, most,   k, n, best, out) {
      for (n = 0; n < most; n++) {
        best = ""
        for (k in counts) if (best == "" || counts[k] > counts[best]) best = k
        if (best == "") break
        out = out (n ? "," : "") sprintf("\"%s\":%.1f", best, 100 * counts[best] / samples)
        delete counts[best]
      }
      return "\"" name "\":{" out "}"
    }
    END { print "{\"samples\":" samples + 0 "," top("threads", threads, 8) "," top("methods", methods, 15) "}" }'
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
  if [ $security = default ] && [ ! -f "$STATE/profile" ]; then
    [ $made = true ] || { new_cluster "$security" --nodes 3 2> /dev/null && made=true; }
    expect "profile of the hot path" once profile profile "$WORK/$security"
  fi
  [ $made = true ] && "$CONCORDAT" cluster down "$WORK/$security" > /dev/null
done
finish "{${FIGURES#,},\"hotPathPercent\":$(cat "$STATE/profile"),\"yardstick\":$(yardstick)}"
