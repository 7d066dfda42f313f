#!/usr/bin/env bash
# Every nemesis, 60 s each, on every protocol it can strike, with counter and lock: nothing invalid, nothing undecided, and
# every nemesis has hurt something, or shown elsewhere while operations were under way (a liar in what others refuse). One
# step per combination, so that a second call goes on; a table at the end. NEMESES and PROTOCOLS choose some of them.
. "$(dirname "$0")/lib.sh"
TIME=$(scaled 60 15)
SKIPS="$ROOT/jepsen/src/test/resources/expected-skips.txt"

"$CONCORDAT" jepsen nemeses -o json > "$STATE/nemeses" || exit 1
NEMESES=${NEMESES:-$(grep '"works":true' "$STATE/nemeses" | json_all nemesis)}
while read -r line; do
  [ -n "$line" ] || continue
  expect "skipped as expected: $line" grep -qxF "$line" "$SKIPS"
done < <(grep '"works":false' "$STATE/nemeses" | sed -E 's/.*"nemesis":"([^"]*)".*"why":"([^"]*)".*/\1: \2/')
PROTOCOLS=${PROTOCOLS:-raft pbft}
strikes() { grep "\"nemesis\":\"$1\"" "$STATE/nemeses" | json protocols | grep -qw "$2"; }
# part KEY NEMESIS: that nemesis' number under a key of the result
part() { sed -nE 's/.*"'"$1"'":\{"'"$2"'":([0-9]+).*/\1/p'; }

# one PROTOCOL WORKLOAD NEMESIS: the run's directory is kept when it is not valid
one() {
  local out="$STATE/runs/$1-$2-$3"
  rm -rf "$out" && mkdir -p "$STATE/runs"
  "$CONCORDAT" jepsen run --protocol "$1" --workload "$2" --nemesis "$3" --time "${TIME}s" --out "$out" -o json
  local exit=$?
  [ $exit = 0 ] && rm -rf "$out"
  return $exit
}

rm -f "$STATE/table.part"
RUNS=0
INVALID=0
UNDECIDED=0
UNHURT=()
for protocol in $PROTOCOLS; do
  for nemesis in $NEMESES; do
    strikes "$nemesis" "$protocol" || continue
    HURT=0
    for workload in counter lock; do
      name="$protocol-$workload-$nemesis"
      expect "$name" once "$name" one "$protocol" "$workload" "$nemesis"
      line=$(cat "$STATE/$name" 2> /dev/null || cat "$STATE/$name.part")
      RUNS=$((RUNS + 1))
      case $(echo "$line" | json valid) in true) ;; false) INVALID=$((INVALID + 1)) ;; *) UNDECIDED=$((UNDECIDED + 1)) ;; esac
      hurt=$(echo "$line" | part hurt "$nemesis")
      signs=$(echo "$line" | part signs "$nemesis")
      HURT=$((HURT + ${hurt:-0} + ${signs:-0}))
      printf '%-8s %-8s %-14s valid %-7s %6s operations, struck %3s, hurt %5s, other signs %4s\n' "$protocol" "$workload" \
        "$nemesis" "$(echo "$line" | json valid)" "$(echo "$line" | json operations)" \
        "$(echo "$line" | part nemeses "$nemesis")" "${hurt:-?}" "${signs:-0}" | tee -a "$STATE/table.part" >&2
    done
    [ "$HURT" -gt 0 ] || UNHURT+=("$protocol-$nemesis")
  done
done
mv "$STATE/table.part" "$STATE/table"
expect "every nemesis hurt something (not: ${UNHURT[*]-})" test ${#UNHURT[@]} -eq 0
cat "$STATE/table" >&2
finish "{\"protocols\":\"$PROTOCOLS\",\"runs\":$RUNS,\"seconds\":$TIME,\"invalid\":$INVALID,\"undecided\":$UNDECIDED,\"unhurt\":${#UNHURT[@]}}"
