#!/usr/bin/env bash
# Wrong input: each gets a clear error and its exit status, and the cluster serves on.
. "$(dirname "$0")/lib.sh"
DIR="$WORK/c"
OTHER="$WORK/other"
new_cluster c --nodes 3 || exit 1
"$CONCORDAT" init "$OTHER" --protocol raft --base-port "$(free_base_port)" > /dev/null || exit 1
CASES=0

# refused EXIT PATTERN COMMAND...
refused() {
  local want=$1 pattern=$2 err
  shift 2
  CASES=$((CASES + 1))
  err=$("$@" 2>&1 > /dev/null)
  local got=$?
  [ $got = "$want" ] && echo "$err" | grep -qE "$pattern" && return 0
  say "exit $got (expected $want), stderr: $err"
  return 1
}
serves() { "$CONCORDAT" counter add alive --cluster "$DIR" -o json > /dev/null; }

expect "unknown flag" refused 2 'nown option|--no-such' "$CONCORDAT" status --no-such
expect "unknown command" refused 2 'lock-smith|nmatched|nknown' "$CONCORDAT" lock-smith
expect "not a number" refused 2 'x' "$CONCORDAT" counter add hits x --cluster "$DIR"
expect "no cluster" refused 2 'cluster' env -C / -u CONCORDAT_CLUSTER "$CONCORDAT" status
expect "non-empty directory" refused 2 'empty' "$CONCORDAT" init "$DIR" --protocol raft
expect "unknown config key names the nearest" refused 2 'election-timeout' \
  "$CONCORDAT" init "$WORK/x" --protocol raft --set raft.election-timout=1s
expect "bad value" refused 2 'election-timeout' "$CONCORDAT" init "$WORK/x" --protocol raft --set raft.election-timeout=soon
expect "unknown protocol" refused 2 'paxos' "$CONCORDAT" init "$WORK/x" --protocol paxos
expect "CAS mismatch" refused 5 'CAS_MISMATCH|' "$CONCORDAT" counter cas hits 77 78 --cluster "$DIR"
expect "second process on one directory names the pid" refused 1 "$(cat "$DIR/node-1/pid")" "$CONCORDAT" node "$DIR/node-1"
expect "cluster serves" serves

mkdir "$WORK/foreign" && cp -r "$OTHER/node-1" "$WORK/foreign/node-1" && rm -rf "$WORK/foreign/node-1/data"
"$CONCORDAT" cluster down "$DIR" > /dev/null
mv "$DIR/node-2/data" "$WORK/data-2" && cp -r "$OTHER/node-2/data" "$DIR/node-2/data"
expect "foreign data directory" refused 8 'cluster' "$CONCORDAT" node "$DIR/node-2"
rm -rf "$DIR/node-2/data" && mv "$WORK/data-2" "$DIR/node-2/data"
"$CONCORDAT" cluster up "$DIR" > /dev/null

cp -r "$DIR" "$WORK/stranger" && cp "$OTHER/client.toml" "$WORK/stranger/client.toml"
expect "a key nobody enrolled" refused 8 'key|identity|IDENTITY|CLUSTER' "$CONCORDAT" counter get hits --cluster "$WORK/stranger"
expect "cluster serves" serves

ports() { grep -hoE '[a-z]+-?port *= *[0-9]+|:[0-9]{4,5}' "$DIR/cluster.toml" | grep -oE '[0-9]{4,5}' | sort -u; }
poke() { # PORT BYTES: sends, waits until the node hangs up or 7 s have passed
  exec 3<> "/dev/tcp/127.0.0.1/$1" 2> /dev/null || return 0
  printf "$2" >&3 2> /dev/null
  timeout 7 cat <&3 > /dev/null 2>&1
  exec 3>&-
}
for port in $(ports); do
  CASES=$((CASES + 3))
  poke "$port" 'GET / HTTP/1.0\r\n\r\n'
  poke "$port" '\xc0\xda\x01\x01\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00'
  (head -c 200000 /dev/urandom > "/dev/tcp/127.0.0.1/$port") 2> /dev/null
done
expect "cluster serves after garbage and 4 GiB lengths on every port" serves
expect "every node still lives" sh -c '[ $("$1" cluster ps "$2" -o json | grep -c "\"state\":\"running\"") = 3 ]' _ "$CONCORDAT" "$DIR"
expect "equal hashes" equal_hashes "$DIR" 3
finish "{\"cases\":$CASES,\"failed\":${#FAILURES[@]}}"
