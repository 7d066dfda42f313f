#!/usr/bin/env bash
# Every history of the manifest has its expected verdict; unknown is let pass only for counters with indeterminate adds of
# several sizes and 10,000 operations or more. HISTORIES names the directory (default ../shared/histories).
. "$(dirname "$0")/lib.sh"
HISTORIES=${HISTORIES:-$ROOT/../shared/histories}
LIMIT=${LIMIT:-60s}

judge_all() {
  tail -n +2 "$HISTORIES/MANIFEST.tsv" | while IFS=$'\t' read -r file model expected ops _ _ info _; do
    [ "$ops" -le "$(scaled 1000000 10000)" ] || continue
    line=$("$CONCORDAT" jepsen check "$HISTORIES/$file" --model "$model" --time-limit "$LIMIT" -o json 2>> "$STATE/talk")
    found=$(echo "$line" | json valid)
    verdict=wrong
    case $found-$expected in
      true-valid | false-invalid) verdict=right ;;
      unknown-*) [ "$model" = counter ] && [ "$ops" -ge 10000 ] && [ "$info" -gt 0 ] && verdict=unknown ;;
    esac
    echo "$verdict $file expected $expected, found $found, $(echo "$line" | json seconds) s"
  done
}

once verdicts judge_all
FILES=$(wc -l < "$STATE/verdicts")
WRONG=$(grep -c '^wrong' "$STATE/verdicts")
UNKNOWN=$(grep -c '^unknown' "$STATE/verdicts")
grep -v '^right' "$STATE/verdicts" >&2
expect "the manifest was read ($FILES files)" test "$FILES" -gt 0
expect "no wrong verdict among $FILES" test "$WRONG" = 0
finish "{\"files\":$FILES,\"wrong\":$WRONG,\"unknown\":$UNKNOWN}"
