#!/usr/bin/env bash
# PBFT under every fault that is nobody's malice: many seeds of n=4, some of n=7, a few with real Ed25519. No failure;
# with signatures that cost nothing at least 100 virtual seconds per second on this machine. In steps, so that a second
# call goes on where the first was interrupted; each is large enough that every fault must have fired.
. "$(dirname "$0")/lib.sh"
FOUR=$(scaled 5000 20)
SEVEN=$(scaled 500 4)
REAL=$(scaled 20 1)
STEP=2500

run() { "$CONCORDAT" sim --protocol pbft --seeds "$1..$2" --faults all --sim-time 20s -o json "${@:3}"; }
sum() { cat "$STATE"/$1-* 2> /dev/null | json_all "$2" | awk '{ n += $1 } END { printf "%.6g", n }'; }

for first in $(seq 1 $STEP "$FOUR"); do
  last=$((first + STEP - 1 < FOUR ? first + STEP - 1 : FOUR))
  expect "n=4, seeds $first..$last" once "four-$first" run "$first" "$last" --nodes 4
done
for first in $(seq 1 $STEP "$SEVEN"); do
  last=$((first + STEP - 1 < SEVEN ? first + STEP - 1 : SEVEN))
  expect "n=7, seeds $first..$last" once "seven-$first" run "$first" "$last" --nodes 7
done
expect "real signatures, seeds 1..$REAL" once real-1 run 1 "$REAL" --nodes 4 --real-signatures

SPEED=$(awk -v s="$(sum four simulatedSeconds)" -v w="$(sum four wallSeconds)" 'BEGIN { printf "%.1f", (w > 0 ? s / w : 0) }')
expect "no failure among $(sum four seeds) + $(sum seven seeds) + $(sum real seeds) seeds" \
  test "$(sum four failures)$(sum seven failures)$(sum real failures)" = 000
expect "$SPEED times real time, at least 100" awk -v x="$SPEED" 'BEGIN { exit !(x >= 100) }'
finish "{\"four\":$(sum four seeds),\"seven\":$(sum seven seeds),\"real\":$(sum real seeds),\"failures\":$(sum four failures),\"timesRealTime\":$SPEED}"
