#!/usr/bin/env bash
# Holders that lose their lock: one paused past its lease while the next writes the guarded resource (refused by its
# fence, and told); `lock run` with quorum lost, with a node killed, with Ctrl-C, with a child that ignores TERM: the
# child is ended in time, the exit status is right, the lock is free within its lease.
. "$(dirname "$0")/lib.sh"
ROUNDS=$(scaled 10 1)
TTL=4

millis() { date +%s%3N; }
pid_of() { cat "$DIR/node-$1/pid"; }
lock() { "$CONCORDAT" lock "$@"; }

# A resource that keeps the greatest fence it has seen and refuses smaller ones: write FILE FENCE WORDS
cat > "$WORK/write" << 'EOF'
#!/bin/bash
exec 9> "$1.lock"; flock 9
newest=$(cat "$1.fence" 2> /dev/null || echo 0)
[ "$2" -lt "$newest" ] && { echo "refused $2" >> "$1.refused"; exit 1; }
echo "$2" > "$1.fence"; echo "$2 $3" >> "$1"
EOF
chmod +x "$WORK/write"

# run NAME OPTIONS... -- COMMAND: `lock run` in the background with default signals; its pid is $RUN. Bash lets its
# background commands ignore INT; setsid and env would not, but env --default-signal says it.
run() {
  env --default-signal=INT "$CONCORDAT" lock run "$@" 2> "$WORK/err" &
  RUN=$!
}
# until_file FILE: waits up to 30 s for it to be there and not empty
until_file() { for _ in $(seq 300); do [ -s "$1" ] && return 0; sleep 0.1; done; return 1; }
gone() { ! kill -0 "$1" 2> /dev/null || grep -q '^State:.Z' "/proc/$1/status" 2> /dev/null; }

# The holder is stopped; after its lease the next one holds and writes; awake again, its child's write is refused.
paused_holder() {
  local r="$WORK/resource-$1" began status
  rm -f "$r"* "$WORK/ready"
  run "guarded-$1" --ttl ${TTL}s --grace 1s -- bash -c "
    $WORK/write $r \$CONCORDAT_FENCE old; echo \$\$ > $WORK/ready
    while [ ! -f $r.go ]; do sleep 0.1; done; $WORK/write $r \$CONCORDAT_FENCE late; sleep 60"
  until_file "$WORK/ready" || return 1
  # The whole machine of the holder sleeps: the program and its child.
  kill -STOP "$RUN" || return 1
  local child; child=$(cat "$WORK/ready")
  kill -STOP -- "-$child" || return 1
  began=$(millis)
  lock run "guarded-$1" --wait 60s -- bash -c "$WORK/write $r \$CONCORDAT_FENCE next" || return 1
  local took=$(( $(millis) - began ))
  touch "$r.go"
  kill -CONT -- "-$child"
  sleep 0.5
  kill -CONT "$RUN"
  wait "$RUN"; status=$?
  say "next holder after $took ms; old one: exit $status, $(cat "$r.refused" 2> /dev/null)"
  [ "$status" = 6 ] || { say "exit $status, not 6"; return 1; }
  [ -s "$r.refused" ] || { say "the late write was not refused"; return 1; }
  [ "$(tail -n 1 "$r" | cut -d' ' -f2)" = next ] || return 1
  gone "$child" || { say "the child still runs"; return 1; }
  echo "{\"nextAfterMillis\":$took,\"exit\":$status}"
}

# Two of three nodes are stopped: no renewal succeeds, the child ends before the lease does, exit 6.
quorum_lost() {
  rm -f "$WORK/ready"
  run "quorum-$1" --ttl ${TTL}s --grace 1s -- bash -c "trap '' TERM; echo \$\$ > $WORK/ready; sleep 60 & wait; sleep 60"
  until_file "$WORK/ready" || return 1
  local child began ended status
  child=$(cat "$WORK/ready")
  kill -STOP "$(pid_of 1)" "$(pid_of 2)"
  began=$(millis)
  for _ in $(seq 200); do gone "$child" && break; sleep 0.05; done
  ended=$(( $(millis) - began ))
  wait "$RUN"; status=$?
  kill -CONT "$(pid_of 1)" "$(pid_of 2)"
  say "quorum lost: child ended after $ended ms, exit $status"
  gone "$child" || { say "the child still runs"; kill -KILL "$child"; return 1; }
  [ "$status" = 6 ] || return 1
  # No renewal can have succeeded after the nodes were stopped.
  [ "$ended" -le $((TTL * 1000)) ] || return 1
  began=$(millis)
  lock run "quorum-$1" --wait 30s -- true || return 1
  echo "{\"endedAfterMillis\":$ended,\"exit\":$status,\"freeAfterMillis\":$(( $(millis) - began ))}"
}

# The leader is killed: the lock is kept, the child runs to its end.
node_killed() {
  rm -f "$WORK/ready"
  run "killed-$1" --ttl ${TTL}s --grace 1s -- bash -c "echo \$\$ > $WORK/ready; sleep 8; exit 9"
  until_file "$WORK/ready" || return 1
  local status
  kill -KILL "$(pid_of "$(leader_of "$DIR")")"
  wait "$RUN"; status=$?
  "$CONCORDAT" cluster up "$DIR" > /dev/null
  say "leader killed: exit $status"
  [ "$status" = 9 ] || return 1
  echo "{\"exit\":$status}"
}

# SIGNAL to the program reaches the child; STATUS is the child's; the lock is free at once.
interrupted() {
  local round=$1 signal=$2 script=$3 expected=$4 began status
  rm -f "$WORK/ready"
  run "signal-$round" --ttl 20s --grace 1s -- bash -c "$script; echo \$\$ > $WORK/ready; while :; do sleep 0.1; done"
  until_file "$WORK/ready" || return 1
  local child; child=$(cat "$WORK/ready")
  kill "-$signal" "$RUN"
  began=$(millis)
  wait "$RUN"; status=$?
  local took=$(( $(millis) - began ))
  say "$signal with '$script': exit $status after $took ms"
  gone "$child" || { say "the child still runs"; return 1; }
  [ "$status" = "$expected" ] || return 1
  [ "$took" -le 5000 ] || return 1
  lock run "signal-$round" --wait 0s -- true || { say "the lock is not free"; return 1; }
  echo "{\"exit\":$status,\"endedAfterMillis\":$took}"
}

DIR="$WORK/locks"
export CONCORDAT_CLUSTER="$DIR"
new_cluster locks --nodes 3 2> /dev/null || exit 1
for round in $(seq "$ROUNDS"); do
  expect "paused holder $round is refused and told" once "paused-$round" paused_holder "$round"
  expect "quorum lost $round: ended in time" once "quorum-$round" quorum_lost "$round"
  expect "node killed $round: goes on" once "killed-$round" node_killed "$round"
  expect "Ctrl-C $round: the child's status" once "int-$round" interrupted "int-$round" INT "trap 'exit 42' INT" 42
  expect "TERM $round: ended by it" once "term-$round" interrupted "term-$round" TERM "true" 143
  expect "TERM ignored $round: killed" once "ignored-$round" interrupted "ignored-$round" TERM "trap '' TERM INT" 137
done
most() { cat "$STATE/$1"-[0-9]* | json_all "$2" | sort -g | tail -n 1; }
finish "{\"rounds\":$ROUNDS,\"leaseMillis\":${TTL}000,\"mostNextAfterMillis\":$(most paused nextAfterMillis),\"mostEndedAfterQuorumLostMillis\":$(most quorum endedAfterMillis),\"mostEndedAfterSignalMillis\":$(most int endedAfterMillis)}"
