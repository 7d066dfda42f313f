#!/usr/bin/env bash
# Every known bug that makes sense here (acceptance/mutants), planted one at a time: at least 95 % are caught, by tests
# or within 1,000 seeds of the simulator; a harmless change survives both. Says who caught each, and names survivors
# with the reason their file gives. docs/planted-bugs.md has to say the same: DOCS=write brings it up to date.
. "$(dirname "$0")/lib.sh"
. "$ROOT/acceptance/planting.sh"
BUGS=$(cd "$MUTANTS" && ls [RSX]*.bug | sed 's/\.bug$//')
PAGE="$ROOT/docs/planted-bugs.md"
TABLE_BEGINS='| bug | what is planted | where it was seen | caught by |'

# The catalogues: R01 to R79 of Raft, S01 to S12 of storage, X01 to X11 shared.
catalogue() { printf 'R%02d\n' $(seq 1 79); printf 'S%02d\n' $(seq 1 12); printf 'X%02d\n' $(seq 1 11); }

accounted() { ls "$MUTANTS/$1".bug "$MUTANTS/$1"[a-z].bug > /dev/null 2>&1 || grep -q "^$1: " "$MUTANTS/not-planted.txt"; }

# Seeds hold for one build; the page says only that the simulator caught it, not at which.
table() {
  local bug verdict
  echo "$TABLE_BEGINS"
  echo '|---|---|---|---|'
  for bug in $BUGS; do
    verdict=$(cat "$STATE/$bug")
    case $verdict in
      "tests "*) verdict="\`${verdict#tests }\`" ;;
      seed*) verdict="the simulator" ;;
      survived) verdict="nobody: $(header "$bug" survives)" ;;
    esac
    echo "| $bug | $(header "$bug" "$bug") | $(header "$bug" from) | $verdict |"
  done
  echo
  echo '| not planted | why |'
  echo '|---|---|'
  sed -nE 's/^([RSX][0-9]+): (.*)/| \1 | \2 |/p' "$MUTANTS/not-planted.txt"
}

build_scratch || { say "the scratch copy does not build"; exit 1; }
for id in $(catalogue); do
  accounted "$id" || { say "FAILED: $id is neither planted nor listed in not-planted.txt"; FAILURES+=("$id"); }
done
for bug in $BUGS; do
  [ -n "$(namesakes "$bug")" ] || { say "FAILED: no test is named after $bug"; FAILURES+=("$bug"); }
done
judge_all $BUGS harmless || exit 1

CAUGHT=0
BY_SEEDS=0
PLANTED=0
SURVIVORS=""
for bug in $BUGS; do
  PLANTED=$((PLANTED + 1))
  if caught "$bug"; then
    CAUGHT=$((CAUGHT + 1))
    grep -q '^seed' "$STATE/$bug" && BY_SEEDS=$((BY_SEEDS + 1))
    say "ok: $bug, $(header "$bug" "$bug"): $(cat "$STATE/$bug")"
  else
    SURVIVORS="$SURVIVORS $bug"
    expect "$bug is planted and judged ($(cat "$STATE/$bug"))" grep -q '^survived$' "$STATE/$bug"
    expect "$bug survives for a reason: $(header "$bug" survives)" test -n "$(header "$bug" survives)"
  fi
done
expect "at least 95 % are caught ($CAUGHT of $PLANTED)" test $((CAUGHT * 100)) -ge $((PLANTED * 95))
expect "the harmless change survives: $(cat "$STATE/harmless")" test "$(cat "$STATE/harmless")" = survived
if [ "$SCALE" = 1 ]; then
  table > "$STATE/table"
  if [ "${DOCS:-check}" = write ]; then
    { sed "/^${TABLE_BEGINS//|/\\|}\$/,\$d" "$PAGE"; cat "$STATE/table"; } > "$STATE/page" && cp "$STATE/page" "$PAGE"
  fi
  sed -n "\\#^${TABLE_BEGINS}\$#,\$p" "$PAGE" > "$STATE/told"
  expect "docs/planted-bugs.md says the same (DOCS=write mends it)" diff "$STATE/told" "$STATE/table"
fi
finish "{\"planted\":$PLANTED,\"caught\":$CAUGHT,\"bySeeds\":$BY_SEEDS,\"survivors\":\"${SURVIVORS# }\",\"harmless\":\"$(cat "$STATE/harmless")\",\"seeds\":$SEEDS,\"caughtBy\":$(verdicts $BUGS)}"
