#!/usr/bin/env bash
# Four node processes, one of them lying, the first primary at that: each behaviour for 20 s under load. Everything
# acknowledged is read back, fences grow, and throughput stays at 40 % or more of what the same cluster does without a
# liar. Flooders send a stated number of messages per second to each of the others. The liar says how many lies it has
# told; the others' logs say what they refused or kept as evidence.
. "$(dirname "$0")/lib.sh"
TIME=$(scaled 20 5)
FLOOD=${FLOOD:-500}
KINDS=${KINDS:-"equivocating-proposal double-vote equivocating-view-change silent selectively-silent slow-primary
  forged-signature foreign-key replay wrong-digest wrong-checkpoint lying-transfer garbage malformed-lengths flood
  far-future censor colluding-client lying-replies amnesia mutation"}
OVERCOME=" silent selectively-silent slow-primary censor lying-replies amnesia "

# liar DIR KIND: node 1, in the background; waits until it is ready
liar() {
  "$CONCORDAT" node "$1/node-1" --byzantine "$2" --unsafe --flood-rate $FLOOD >> "$1/node-1/node.log" 2>&1 &
  local tries=0
  until [ -f "$1/node-1/pid" ] || [ $((tries += 1)) -gt 150 ]; do sleep 0.2; done
}
fence() { "$CONCORDAT" lock acquire fence-probe --cluster "$1" --wait 20s --ttl 1s --timeout 20s -o json | json fence; }

# load DIR: the bench's line; fences taken before, during and after must grow
load() {
  local before during after bench
  before=$(fence "$1")
  "$CONCORDAT" bench --cluster "$1" --service counter --sessions 16 --outstanding 256 --warmup 3s \
    --duration "${TIME}s" -o json > "$WORK/bench" &
  bench=$!
  sleep $((TIME / 2 + 3))
  during=$(fence "$1")
  wait $bench || return 1
  after=$(fence "$1")
  say "fences $before $during $after"
  [ -n "$before" ] && [ "$before" -lt "${during:-0}" ] && [ "$during" -lt "${after:-0}" ] || return 1
  cat "$WORK/bench"
}

# fresh NAME: a cluster's directory, nothing started
fresh() {
  rm -rf "${WORK:?}/$1"
  "$CONCORDAT" init "$WORK/$1" --protocol pbft --nodes 4 --base-port "$(free_base_port)" > /dev/null || return 1
  CLUSTERS+=("$WORK/$1")
}
faultless() {
  fresh honest && "$CONCORDAT" cluster up "$WORK/honest" > /dev/null || return 1
  load "$WORK/honest"
  local exit=$?
  "$CONCORDAT" cluster down "$WORK/honest" > /dev/null 2>&1
  return $exit
}

attacked() {
  local dir="$WORK/$1" exit forgetting=
  fresh "$1" || return 1
  liar "$dir" "$1"
  "$CONCORDAT" cluster up "$dir" > /dev/null || return 1
  if [ "$1" = amnesia ]; then
    ( while sleep 4; do kill -9 "$(cat "$dir/node-1/pid")"; rm -f "$dir/node-1/pid"; liar "$dir" "$1"; done ) > /dev/null 2>&1 &
    forgetting=$!
  fi
  load "$dir"
  exit=$?
  [ -n "$forgetting" ] && kill $forgetting 2> /dev/null
  "$CONCORDAT" cluster down "$dir" > /dev/null 2>&1
  mkdir -p "$STATE/logs/$1"
  for i in 1 2 3 4; do cp "$dir/node-$i/node.log" "$STATE/logs/$1/$i.log"; done
  return $exit
}

yardstick > /dev/null
expect "without a liar" once faultless faultless
BASE=$(json opsPerSecond < "$STATE/faultless" 2> /dev/null)
WORST=100 SHOWN=0 ALL=0
for kind in $KINDS; do
  ALL=$((ALL + 1))
  expect "$kind" once "$kind" attacked "$kind" || true
  [ -f "$STATE/$kind" ] || continue
  rate=$(json opsPerSecond < "$STATE/$kind")
  acknowledged=$(json acknowledged < "$STATE/$kind") back=$(json readBack < "$STATE/$kind")
  expect "$kind: acknowledged $acknowledged = read back $back" test -n "$acknowledged" -a "$acknowledged" = "$back"
  percent=$(awk -v r="$rate" -v b="${BASE:-0}" 'BEGIN { printf "%.0f", (b > 0 ? 100 * r / b : 0) }')
  expect "$kind: $percent % of $BASE per second, at least 40" test "$percent" -ge 40
  [ "$percent" -lt "$WORST" ] && WORST=$percent
  told=$(grep -hoE '[0-9]+ lies told' "$STATE/logs/$kind/1.log" | sort -n | tail -n 1 | cut -d' ' -f1)
  noticed=$(cat "$STATE/logs/$kind/"[234].log | grep -cE 'node 1 (sent|is cut off|signed|was dropped)|of node 1 was dropped')
  case "$OVERCOME" in *" $kind "*) ok=$([ "${told:-0}" -gt 0 ] && echo yes) ;; *)
    ok=$([ "${told:-0}" -gt 0 ] && [ "$noticed" -gt 0 ] && echo yes) ;; esac
  expect "$kind: at least ${told:-0} lies told, $noticed lines of it in the others' logs" test -n "$ok"
  [ -n "$ok" ] && SHOWN=$((SHOWN + 1))
  printf '%-26s %10s per second %4s %%  lies %8s  noticed %4s\n' "$kind" "$rate" "$percent" "${told:-0}" "$noticed" \
    | tee -a "$STATE/table.part" >&2
done
mv "$STATE/table.part" "$STATE/table" 2> /dev/null
finish "{\"seconds\":$TIME,\"kinds\":$ALL,\"shown\":$SHOWN,\"baseline\":${BASE:-null},\"worstPercent\":$WORST,\"floodPerSecondAndPeer\":$FLOOD}"
