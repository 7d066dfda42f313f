#!/usr/bin/env bash
# Time, one JVM each: the etcd logs together at most 2 s; locks and counters without lost answers of 10k operations 0.5 s, of
# 100k 3 s with 512 MB, the fenced lock of 1M (where there is one) 15 s with 2 GB; counters with lost adds as far as they get.
. "$(dirname "$0")/lib.sh"
HISTORIES=${HISTORIES:-$ROOT/../shared/histories}
RUNS=$(scaled 3 1)

# seconds HEAP MODEL FILE...: the sum of the seconds of one call
seconds() {
  local heap=$1 model=$2
  shift 2
  JAVA_TOOL_OPTIONS="-Xmx$heap" "$CONCORDAT" jepsen check "$@" --model "$model" -o json 2> /dev/null \
    | sed -nE 's/.*"seconds":([0-9.]+).*/\1/p' | awk '{ s += $1 } END { print s }'
}

# within NAME LIMIT HEAP MODEL FILE...: the median of several runs
within() {
  local name=$1 limit=$2 heap=$3 model=$4 i median
  shift 4
  measure() { for i in $(seq "$RUNS"); do seconds "$heap" "$model" "$@"; done; }
  once "$name" measure "$@"
  median=$(sort -g "$STATE/$name" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')
  FIGURES="$FIGURES,\"$name\":$median"
  [ "$limit" = - ] || expect "$name: $median s, at most $limit s" awk -v m="$median" -v l="$limit" 'BEGIN { exit !(m != "" && m <= l) }'
}

FIGURES=""
await_quiet
within etcd 2 512m cas-register "$HISTORIES"/porcupine/etcd_*.log
while IFS=$'\t' read -r file model expected ops _ _ info _; do
  case $file in generated/*) ;; *) continue ;; esac
  [ "$ops" -le "$(scaled 1000100 11000)" ] || continue
  limit=-
  heap=512m
  if [ "$model" != counter ] || [ "$info" = 0 ]; then
    if [ "$ops" -gt 900000 ]; then limit=15; elif [ "$ops" -gt 90000 ]; then limit=3; elif [ "$ops" -gt 9000 ]; then limit=0.5; fi
  fi
  [ "$ops" -gt 900000 ] && heap=2g
  within "$(basename "$file" | sed 's/\.edn.*//')" "$limit" "$heap" "$model" "$HISTORIES/$file"
done < <(tail -n +2 "$HISTORIES/MANIFEST.tsv")
finish "{${FIGURES#,}}"
