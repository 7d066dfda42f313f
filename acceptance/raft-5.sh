#!/usr/bin/env bash
# Twenty known bugs of the protocol, planted one at a time, are caught by tests or within 1,000 seeds of the simulator;
# a harmless change survives both. All bugs that are known: holds-2.sh.
. "$(dirname "$0")/lib.sh"
. "$ROOT/acceptance/planting.sh"
BUGS="R01 R02 R03 R04 R05a R06 R10 R22 R24 R28 R31 R35 R41 R44 R46 R47 R51 R52 R57 R77a"

build_scratch || { say "the scratch copy does not build"; exit 1; }
judge_all $BUGS harmless || exit 1
CAUGHT=0
for bug in $BUGS; do
  caught "$bug" && CAUGHT=$((CAUGHT + 1))
  expect "$bug, $(header "$bug" "$bug"): $(cat "$STATE/$bug")" caught "$bug"
done
expect "the harmless change survives: $(cat "$STATE/harmless")" test "$(cat "$STATE/harmless")" = survived
finish "{\"planted\":$(wc -w <<< "$BUGS"),\"caught\":$CAUGHT,\"harmless\":\"$(cat "$STATE/harmless")\",\"seeds\":$SEEDS,\"caughtBy\":$(verdicts $BUGS)}"
