#!/usr/bin/env bash
# Two protocols behind one program: directories of a Raft and a PBFT cluster differ in the protocol's line, the number of
# nodes and the keys; services, client, storage and simulator never ask which protocol it is; all commands work on both.
. "$(dirname "$0")/lib.sh"
PORT=$(free_base_port)
for protocol in raft pbft; do
  "$CONCORDAT" init "$WORK/$protocol" --protocol $protocol --base-port "$PORT" > /dev/null || exit 1
done

# Without what is random (ids and keys) and without the members beyond the third.
plain() { (cd "$WORK/$1" && grep -hvE '^(id|clients|admins|public-key|key) *=|^[A-Za-z0-9+/=]{40,}$' "$2" | awk '/^\[\[member\]\]/ { n++ } /^#/ || /^\[settings\]/ { n = 0 } n <= 3' | grep -v '^$'); }
DIFFERENCE=$(diff <(plain raft cluster.toml) <(plain pbft cluster.toml) | grep '^[<>]')
expect "cluster.toml differs in one line: $(echo $DIFFERENCE)" test "$DIFFERENCE" = '< protocol = "raft"
> protocol = "pbft"'
for file in client.toml admin.toml node-1/node.toml node-2/node.toml node-3/node.toml; do
  same() { [ "$(plain raft "$1")" = "$(plain pbft "$1")" ]; }
  expect "$file is the same but for keys" same "$file"
done
files() { (cd "$WORK/$1" && find . -type f ! -path './node-4/*' | sort); }
expect "the same files in both" test "$(files raft)" = "$(files pbft)"
expect "the fourth member is all that is more" test -d "$WORK/pbft/node-4" -a ! -e "$WORK/raft/node-4"

asks() {
  grep -rnE '"(raft|pbft)"|\b(Raft|Pbft)[A-Z][A-Za-z]*\b|io\.concordat\.(raft|pbft)\b|[pP]rotocol\(?\)?\.(name\(\)\.)?equals' \
    "$ROOT"/services/src/main "$ROOT"/consensus-core/src/main/java/io/concordat/client "$ROOT"/storage/src/main \
    "$ROOT"/simulation/src/main --include=*.java
}
ASKS=$(asks | grep -vE ':[0-9]+: *(\*|//|/\*)')
expect "nobody asks which protocol it is${ASKS:+: $ASKS}" test -z "$ASKS"

all_commands() {
  local dir="$WORK/$1" session
  CLUSTERS+=("$dir")
  "$CONCORDAT" cluster up "$dir" > /dev/null || return 1
  [ "$("$CONCORDAT" counter add x 5 --cluster "$dir" -o json | json value)" = 5 ] || return 1
  [ "$("$CONCORDAT" counter cas x 5 8 --cluster "$dir" -o json | json value)" = 8 ] || return 1
  session=$("$CONCORDAT" lock acquire l --ttl 30s --cluster "$dir" -o json | json session)
  "$CONCORDAT" lock renew l --session "$session" --cluster "$dir" > /dev/null || return 1
  "$CONCORDAT" lock release l --session "$session" --cluster "$dir" > /dev/null || return 1
  "$CONCORDAT" health --cluster "$dir" > /dev/null || return 1
  "$CONCORDAT" bench --cluster "$dir" --service counter --warmup 0s --duration 1s > /dev/null || return 1
  "$CONCORDAT" cluster down "$dir" > /dev/null || return 1
  "$CONCORDAT" verify "$dir/node-1" > /dev/null || return 1
  "$CONCORDAT" sim --protocol "$1" --seeds 1..3 --sim-time 5s > /dev/null
}
for protocol in raft pbft; do
  expect "every command works with $protocol" once "commands-$protocol" all_commands $protocol
done
finish "{\"lines\":$(echo "$DIFFERENCE" | wc -l),\"asks\":$(echo -n "$ASKS" | wc -l)}"
