#!/usr/bin/env bash
# Violations planted in generated histories are all found, each in a window that a second engine confirms and that is drawn.
. "$(dirname "$0")/lib.sh"

planted() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen test -Dtest=PlantedViolationsTest) > "$STATE/planted.log"
  sed -nE 's/.*Tests run: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+).*/\1 \2 \3/p' "$STATE/planted.log" | tail -n 1
}

once planted planted
read -r RUN FAILED BROKEN < "$STATE/planted"
FOUND=$((RUN - FAILED - BROKEN))
expect "at least 12 were planted ($RUN)" test "$RUN" -ge 12
expect "all were found ($FOUND of $RUN)" test "$FOUND" = "$RUN"
finish "{\"planted\":$RUN,\"found\":$FOUND}"
