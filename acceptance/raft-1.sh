#!/usr/bin/env bash
# A fresh clone with JDK 17 and Maven alone: `bin/concordat demo` and `mvn verify` both succeed, no other step.
. "$(dirname "$0")/lib.sh"
CLONE="$WORK/clone"
git clone -q "$ROOT" "$CLONE" || exit 1

demo() {
  local began=$SECONDS
  (cd "$CLONE" && bin/concordat demo -o json) >&2 || return 1
  echo $((SECONDS - began))
}
demo_again() {
  local began=$SECONDS
  (cd "$CLONE" && bin/concordat demo -o json) >&2 || return 1
  echo $((SECONDS - began))
}
verify() {
  local began=$SECONDS
  (cd "$CLONE" && mvn -B -q verify) >&2 || return 1
  echo $((SECONDS - began))
}

expect "demo in a fresh clone" once demo demo
expect "demo once built ends by itself in under 30 s" once demo-again demo_again
expect "mvn verify in the same clone" once verify verify
figure() { cat "$STATE/$1" 2> /dev/null || echo null; }
expect "the built demo takes less than 30 s" test "$(figure demo-again)" -lt 30
expect "mvn verify takes at most 480 s" test "$(figure verify)" -le 480
finish "{\"firstDemoSeconds\":$(figure demo),\"demoSeconds\":$(figure demo-again),\"verifySeconds\":$(figure verify)}"
