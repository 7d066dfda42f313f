#!/usr/bin/env bash
# Known bugs, planted one at a time in a scratch copy, are caught by the tests or within 1,000 seeds of the simulator; a
# harmless change survives both. Each patch under acceptance/mutants opens with a line "# R22 what it breaks".
. "$(dirname "$0")/lib.sh"
SEEDS=$(scaled 1000 20)
SCRATCH="$ROOT/target/acceptance/scratch"

fresh_scratch() {
  mkdir -p "$SCRATCH"
  git -C "$ROOT" ls-files -z | (cd "$ROOT" && xargs -0 tar cf - 2> /dev/null) | tar xf - -C "$SCRATCH"
}

# Prints "tests", "seed N" or "survived".
judge() {
  local patch=$1 out
  fresh_scratch
  (cd "$SCRATCH" && git init -q . 2> /dev/null; patch -s -p1 < "$patch") >&2 || { echo "does-not-apply"; return 0; }
  if ! (cd "$SCRATCH" && mvn -B -q -o -Dspotless.check.skip -pl cli -am -DskipTests package) >&2; then
    echo "does-not-compile"
    return 0
  fi
  out=$("$SCRATCH/bin/concordat" sim --protocol raft --seeds "1..$SEEDS" --faults all --sim-time 20s --stop-at-first -o json 2> "$STATE/sim.log")
  if [ $? = 7 ]; then
    echo "seed $(grep -oE 'seed[" :]+[0-9]+' "$STATE/sim.log" | head -n 1 | grep -oE '[0-9]+')"
    return 0
  fi
  if ! (cd "$SCRATCH" && mvn -B -q -o -Dspotless.check.skip -pl consensus-core,raft,storage,services,simulation -am verify) > "$STATE/tests.log" 2>&1; then
    echo "tests $(grep -oE '[A-Za-z]+(Test|Contract)[.:$][A-Za-z0-9_$.]+' "$STATE/tests.log" | head -n 1)"
    return 0
  fi
  echo survived
}

CAUGHT=0
PLANTED=0
DETAILS=""
for patch in "$ROOT"/acceptance/mutants/R*.patch; do
  name=$(basename "$patch" .patch)
  PLANTED=$((PLANTED + 1))
  once "$name" judge "$patch"
  verdict=$(cat "$STATE/$name")
  case $verdict in seed*|tests*) CAUGHT=$((CAUGHT + 1)) ;; esac
  expect "$name: $verdict" sh -c 'case "$1" in seed*|tests*) ;; *) exit 1 ;; esac' _ "$verdict"
  DETAILS="$DETAILS,\"$name\":\"$verdict\""
done
once harmless judge "$ROOT/acceptance/mutants/harmless.patch"
expect "the harmless change survives: $(cat "$STATE/harmless")" test "$(cat "$STATE/harmless")" = survived
expect "20 bugs were planted ($PLANTED)" test "$PLANTED" = 20
finish "{\"planted\":$PLANTED,\"caught\":$CAUGHT,\"harmless\":\"$(cat "$STATE/harmless")\",\"caughtBy\":{${DETAILS#,}}}"
