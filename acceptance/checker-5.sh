#!/usr/bin/env bash
# The model of one's own in docs/checker.md is the one that is compiled and run, and takes at most 20 lines.
. "$(dirname "$0")/lib.sh"
TEST="$ROOT/jepsen/src/test/java/io/concordat/jepsen/check/OwnModelTest.java"

example() { sed -n '/doc:begin/,/doc:end/p' "$TEST" | sed -n '/record Maximum/,/^    }$/p' | sed 's/^    //'; }
documented() { sed -n '/^record Maximum/,/^}$/p' "$ROOT/docs/checker.md"; }

run() { (cd "$ROOT" && mvn -B -q -Dspotless.check.skip -pl jepsen test -Dtest=OwnModelTest); }
LINES_TAKEN=$(example | wc -l)
expect "the documented example is the tested one" test "$(example)" = "$(documented)"
expect "it takes $LINES_TAKEN lines, at most 20" test "$LINES_TAKEN" -le 20
expect "it judges right" once own run
finish "{\"lines\":$LINES_TAKEN}"
