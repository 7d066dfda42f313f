#!/usr/bin/env bash
# `verify` by the members' keys alone: a stopped node after 100,000 commands is ok within 10 s; one byte changed in 100
# random places is found each time; a receipt holds, and with any of its fields changed it does not.
. "$(dirname "$0")/lib.sh"
PROTOCOL=pbft
COMMANDS=$(scaled 100000 1000)
PLACES=$(scaled 100 10)
DIR="$WORK/c"
NODE="$WORK/copy"
new_cluster c --nodes 4 || exit 1

DONE=0
while [ "$DONE" -lt "$COMMANDS" ]; do
  out=$("$CONCORDAT" bench --cluster "$DIR" --service counter --outstanding 256 --warmup 0s --duration 5s -o json) || exit 1
  DONE=$((DONE + $(echo "$out" | json acknowledged)))
done
"$CONCORDAT" counter add paid 7 --cluster "$DIR" --receipt "$WORK/receipt" > /dev/null
expect "a command has a receipt" test -s "$WORK/receipt"
"$CONCORDAT" cluster down "$DIR" > /dev/null
cp -r "$DIR/node-2" "$NODE"

millis() { echo $(($(date +%s%N) / 1000000)); }
BEGAN=$(millis)
OUT=$("$CONCORDAT" verify "$NODE" -o json)
expect "a stopped node is ok: $OUT" test "$(echo "$OUT" | json ok)" = true
TOOK=$(($(millis) - BEGAN))
expect "$TOOK ms for $DONE commands in $(echo "$OUT" | json lastIndex) batches, at most 10000" test "$TOOK" -le 10000

byte_at() { od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' '; }
set_byte() { printf "\\$(printf %03o "$3")" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
sizes() { (cd "$NODE/data" && find . -type f ! -name LOCK ! -name 'LOG*' -size +0c -printf '%s %P\n' | sort -k 2); }
# A random file and offset: by byte for odd I, by file for even I, so that small files are hit too.
place() {
  sizes | awk -v i="$1" -v r1="$RANDOM" -v r2="$RANDOM" -v r3="$RANDOM" '
    { s[NR] = $1; n[NR] = $2; t += $1 }
    END { u = (r1 * 32768 + r2) / 1073741824; v = (r3 * 32768 + r1) / 1073741824
      if (i % 2) { x = int(u * t); for (k = 1; x >= s[k]; k++) x -= s[k]; print n[k], x }
      else { k = 1 + int(u * NR); print n[k], int(v * s[k]) } }'
}
FOUND=0
for i in $(seq 1 "$PLACES"); do
  read -r file offset < <(place "$i")
  path="$NODE/data/$file"
  old=$(byte_at "$path" "$offset")
  set_byte "$path" "$offset" $(( (old + 1 + RANDOM % 255) % 256 ))
  out=$("$CONCORDAT" verify "$NODE" -o json 2> /dev/null)
  exit=$?
  set_byte "$path" "$offset" "$old"
  say "$i: $file at $offset: exit $exit, $(echo "$out" | json record)"
  [ $exit = 7 ] && FOUND=$((FOUND + 1)) || FAILURES+=("$file at $offset: exit $exit $out")
done
expect "all $PLACES places found" test "$FOUND" = "$PLACES"
expect "the mended copy is ok again" "$CONCORDAT" verify "$NODE"

KEYS="$DIR/cluster.toml"
expect "the receipt holds without the cluster" "$CONCORDAT" verify "$WORK/receipt" --keys "$KEYS"
# Every value in the file: its last character becomes another one; what is true or false becomes the other.
FIELDS=0 REFUSED=0
refused() { # NAME FILE
  local err
  FIELDS=$((FIELDS + 1))
  err=$("$CONCORDAT" verify "$2" --keys "$KEYS" 2>&1 > /dev/null)
  local exit=$?
  say "receipt, $1: exit $exit, $err"
  [ $exit = 7 ] && [ -n "$err" ] && REFUSED=$((REFUSED + 1)) || FAILURES+=("receipt, $1: exit $exit")
}
while IFS=: read -r at match; do
  last=$((at + ${#match} - 2))
  case "$match" in *'"') ;; *) last=$((last + 1)) ;; esac
  cp "$WORK/receipt" "$WORK/changed"
  [ "$(byte_at "$WORK/changed" "$last")" = 49 ] && other=50 || other=49
  set_byte "$WORK/changed" "$last" $other
  refused "$(echo "$match" | cut -c1-40)" "$WORK/changed"
done < <(grep -obE '"[A-Za-z]+":("[^"]*"|[0-9]+)|"[0-9a-f]{64}"' "$WORK/receipt")
sed 's/"refused":false/"refused":true/' "$WORK/receipt" > "$WORK/changed"
refused refused "$WORK/changed"
expect "each of $FIELDS fields changed makes it worthless" test "$REFUSED" = "$FIELDS" -a "$FIELDS" -ge 20
finish "{\"commands\":$DONE,\"verifyMillis\":$TOOK,\"places\":$PLACES,\"found\":$FOUND,\"receiptFields\":$FIELDS,\"receiptRefused\":$REFUSED}"
