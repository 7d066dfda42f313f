#!/usr/bin/env bash
# Every behaviour of the catalogue (B1 to B20, and small mutations of valid messages) x n=4 and n=7 x 50 seeds, each with
# f liars under all network, disk and crash faults: nothing unsafe, served again within f+1 view changes of calm, every
# request answered. A cell counts only if lies were told in it and honest replicas have shown what such lies make them
# show. And the rules can fail: with f+1 liars in league, agreement must be seen to break.
. "$(dirname "$0")/lib.sh"
SEEDS=$(scaled 50 2)
KINDS="equivocating-proposal double-vote equivocating-view-change silent selectively-silent slow-primary
  forged-signature foreign-key replay wrong-digest wrong-checkpoint lying-transfer garbage malformed-lengths flood
  far-future censor colluding-client lying-replies amnesia mutation"
ACCUSED=" equivocating-proposal double-vote equivocating-view-change wrong-checkpoint "
OVERCOME=" silent selectively-silent slow-primary censor lying-replies amnesia "

# cell KIND NODES: half of the seeds under all faults, half without any, so that each lie also meets a calm group
cell() {
  local half=$(( (SEEDS + 1) / 2 ))
  "$CONCORDAT" sim --protocol pbft --nodes "$2" --byzantine "$1" --seeds "1..$half" --sim-time 10s --faults all -o json \
    && "$CONCORDAT" sim --protocol pbft --nodes "$2" --byzantine "$1" --seeds "$((half + 1))..$SEEDS" --sim-time 10s \
      --faults none -o json
}
sum() { json_all_figures "$2" | awk -v k="$1" '$1 == k { n += $2 } END { print n + 0 }'; }
# every number of the "byzantine" objects in FILE: one "key value" a line
json_all_figures() {
  sed -nE 's/.*"byzantine":(.*)/\1/p' "$1" | grep -oE '"(told|refused|accused|deposed|executed)":[0-9]+' | tr -d '"' | tr ':' ' '
}

CELLS=0 TESTED=0 FAILED=0
for nodes in 4 7; do
  for kind in $KINDS; do
    CELLS=$((CELLS + 1))
    name="$kind-$nodes"
    expect "$kind, n=$nodes, $SEEDS seeds" once "$name" cell "$kind" "$nodes" || FAILED=$((FAILED + 1))
    file="$STATE/$name"
    [ -f "$file" ] || { FAILED=$((FAILED + 1)); continue; }
    told=$(sum told "$file")
    case "$ACCUSED" in *" $kind "*) shown=$(sum accused "$file") ;; *)
      case "$OVERCOME" in *" $kind "*) shown=$(sum executed "$file") ;; *) shown=$(sum refused "$file") ;; esac ;;
    esac
    printf '%-26s n=%s told %8s refused %8s accused %7s deposed %5s executed %8s\n' "$kind" "$nodes" "$told" \
      "$(sum refused "$file")" "$(sum accused "$file")" "$(sum deposed "$file")" "$(sum executed "$file")" >&2
    if [ "$told" -gt 0 ] && [ "$shown" -gt 0 ]; then TESTED=$((TESTED + 1)); else FAILURES+=("$name shows nothing"); fi
  done
done

# f+1 liars: exit 7, and agreement itself is what broke
too_many() {
  local out
  out=$("$CONCORDAT" sim --protocol pbft --byzantine equivocating-proposal+double-vote --liars 2 --faults none \
    --seeds 1..20 --sim-time 10s -o json 2>&1)
  [ $? = 7 ] && grep -o 'seed [0-9]* broke [a-z-]*' <<< "$out"
}
expect "with f+1 liars the rules break" once too-many too_many
expect "it is agreement that breaks" grep -qE 'committed-forever|equal-execution|log-matching' "$STATE/too-many"
finish "{\"cells\":$CELLS,\"tested\":$TESTED,\"seedsPerCell\":$SEEDS,\"failedCells\":$FAILED,\"brokenByTooMany\":$(wc -l < "$STATE/too-many")}"
