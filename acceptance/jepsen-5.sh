#!/usr/bin/env bash
# A user's state machine, tested in five lines as docs/jepsen.md shows them; then broken on purpose, and shown in a window.
. "$(dirname "$0")/lib.sh"
TEST="$ROOT/jepsen/src/test/java/io/concordat/jepsen/junit/OwnMachineTest.java"

tested() { sed -n '/doc:begin/,/doc:end/p' "$TEST" | grep -v 'doc:' | sed 's/^    //'; }
documented() { sed -n '/^private final ServiceWorkload maximum/,/;$/p' "$ROOT/docs/jepsen.md"; }

run() {
  (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen -am test -Dtest=OwnMachineTest -Dtest.excluded.groups= \
    -Dsurefire.failIfNoSpecifiedTests=false) | sed 's/\x1b\[[0-9;]*m//g' | grep -E 'Tests run:|FAILURE|ERROR'
  return "${PIPESTATUS[0]}"
}
expect "the documented lines are the tested ones" test "$(tested)" = "$(documented)"
expect "green when it is right, red with a window when it is not" once own run
finish "{\"lines\":$(tested | wc -l)}"
