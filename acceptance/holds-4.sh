#!/usr/bin/env bash
# 1,000,000 random schedules of up to 8 owners and 8 locks in all modes: the lock service agrees with plain rules that
# try every future, on every reply, event and deadlock. In chunks, so that a second call goes on.
. "$(dirname "$0")/lib.sh"
SCHEDULES=$(scaled 1000000 20000)
CHUNK=100000
[ "$CHUNK" -gt "$SCHEDULES" ] && CHUNK=$SCHEDULES

# chunk FIRST COUNT: schedules by seed, on all cores
chunk() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl services -am test -Dtest=SchedulesTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dconcordat.schedules="$2" -Dconcordat.schedules.seed="$1") \
    | tee >(grep -E ' of [0-9]+ schedules' >&2) | grep -E '^schedules|Tests run|ERROR' | sed 's/\x1b\[[0-9;]*m//g'
  return "${PIPESTATUS[0]}"
}

AT=1
while [ "$AT" -le "$SCHEDULES" ]; do
  COUNT=$((SCHEDULES - AT + 1 < CHUNK ? SCHEDULES - AT + 1 : CHUNK))
  expect "schedules $AT to $((AT + COUNT - 1)) agree" once "chunk-$AT" chunk "$AT" "$COUNT"
  [ -f "$STATE/chunk-$AT" ] || cat "$STATE/chunk-$AT.part" >&2
  AT=$((AT + COUNT))
done
sum() { cat "$STATE"/chunk-* | sed -nE "s/^schedules ([0-9]+) waits ([0-9]+) deadlocks ([0-9]+)/\\$1/p" | awk '{ s += $1 } END { print s + 0 }'; }
expect "$(sum 1) schedules were compared" test "$(sum 1)" -ge "$SCHEDULES"
expect "$(sum 3) deadlocks were among them" test "$(sum 3)" -ge $((SCHEDULES / 10))
finish "{\"schedules\":$(sum 1),\"waits\":$(sum 2),\"deadlocks\":$(sum 3),\"disagreements\":$(cat "$STATE"/chunk-* | grep -c 'schedule [0-9]*:')}"
