#!/usr/bin/env bash
# `verify` on a copy of a data directory: intact ok; then one byte changed in each of 100 random places of its data
# files: exit 7 each time, naming file, offset and record. Half of the places are drawn by byte, half by file, so that
# the small files are hit too. A crashed directory (no seal) is tried as well: what is not found there must be among
# what verify says it does not cover.
. "$(dirname "$0")/lib.sh"
PLACES=$(scaled 100 10)
DIR="$WORK/c"
new_cluster c --nodes 3 || exit 1
"$CONCORDAT" bench --cluster "$DIR" --service counter --outstanding 64 --payload 256 --warmup 1s --duration 3s -o json \
  > /dev/null || exit 1
kill -9 "$(cat "$DIR/node-2/pid")"
"$CONCORDAT" cluster down "$DIR" > /dev/null
# Once more, so that tables are there beside the write-ahead log.
"$CONCORDAT" cluster up "$DIR" > /dev/null
"$CONCORDAT" bench --cluster "$DIR" --service counter --outstanding 64 --payload 256 --warmup 1s --duration 2s -o json \
  > /dev/null || exit 1
kill -9 "$(cat "$DIR/node-2/pid")"
"$CONCORDAT" cluster down "$DIR" > /dev/null
cp -r "$DIR/node-1" "$WORK/sealed" && cp -r "$DIR/node-2" "$WORK/crashed"
data_files() { (cd "$1/data" && find . -type f ! -name LOCK ! -name 'LOG*' -size +0c | sed 's|^\./||' | sort); }
ok() { [ "$("$CONCORDAT" verify "$1" -o json | json ok)" = true ]; }
expect "the copy of a stopped node is ok" ok "$WORK/sealed"
expect "the copy of a killed node is ok" ok "$WORK/crashed"
sizes() { data_files "$1" | while read -r f; do echo "$(stat -c %s "$1/data/$f") $f"; done; }

# place HOME I: a random file and offset; byte by byte for odd I, file by file for even I
place() {
  sizes "$1" | awk -v i="$2" -v r1="$RANDOM" -v r2="$RANDOM" -v r3="$RANDOM" '
    { s[NR] = $1; n[NR] = $2; t += $1 }
    END { u = (r1 * 32768 + r2) / 1073741824; v = (r3 * 32768 + r1) / 1073741824
      if (i % 2) { x = int(u * t); for (k = 1; x >= s[k]; k++) x -= s[k]; print n[k], x }
      else { k = 1 + int(u * NR); print n[k], int(v * s[k]) } }'
}
byte_at() { od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' '; }
set_byte() { printf "\\$(printf %03o "$3")" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

FOUND=0 EXACT=0
for i in $(seq 1 "$PLACES"); do
  read -r file offset < <(place "$WORK/sealed" "$i")
  path="$WORK/sealed/data/$file"
  old=$(byte_at "$path" "$offset")
  new=$(( (old + 1 + RANDOM % 255) % 256 ))
  set_byte "$path" "$offset" "$new"
  out=$("$CONCORDAT" verify "$WORK/sealed" -o json 2> /dev/null)
  exit=$?
  set_byte "$path" "$offset" "$old"
  named=$(echo "$out" | json file) at=$(echo "$out" | json offset) record=$(echo "$out" | json record)
  say "$i: $file at $offset: exit $exit, $named offset $at, $record"
  [ "$at" = "$offset" ] && EXACT=$((EXACT + 1))
  [ $exit = 7 ] && [ "$named" = "$file" ] && [ -n "$record" ] && [ -n "$at" ] && [ "$at" -le "$offset" ] \
    && FOUND=$((FOUND + 1)) || FAILURES+=("$file at $offset: exit $exit $out")
done
expect "all $PLACES places found and named" test "$FOUND" = "$PLACES"
expect "the mended copy is ok again" ok "$WORK/sealed"

CRASHED=$(scaled 40 6) SEEN=0 SAID=0
for i in $(seq 1 "$CRASHED"); do
  read -r file offset < <(place "$WORK/crashed" "$i")
  path="$WORK/crashed/data/$file"
  old=$(byte_at "$path" "$offset")
  set_byte "$path" "$offset" $(( (old + 1 + RANDOM % 255) % 256 ))
  out=$("$CONCORDAT" verify "$WORK/crashed" -o json 2> /dev/null)
  exit=$?
  set_byte "$path" "$offset" "$old"
  say "crashed $i: $file at $offset: exit $exit, $(echo "$out" | json record) $(echo "$out" | json uncovered)"
  if [ $exit != 0 ]; then SEEN=$((SEEN + 1))
  else
    case "$file" in
      log/OPTIONS-*|log/IDENTITY|slots/*) SAID=$((SAID + 1)) ;;
      *) echo "$out" | grep -q "$file from offset" && SAID=$((SAID + 1)) || FAILURES+=("crashed, silent: $file at $offset") ;;
    esac
  fi
done
finish "{\"places\":$PLACES,\"found\":$FOUND,\"offsetExact\":$EXACT,\"crashedPlaces\":$CRASHED,\"crashedFound\":$SEEN,\"crashedSaidUncovered\":$SAID}"
