#!/usr/bin/env bash
# Every known bug that makes sense here (acceptance/mutants) of Raft (R01 to R79), storage (S01 to S12) and what both
# protocols share (X01 to X11), planted one at a time: at least 95 % are caught, by tests or within 1,000 seeds of the
# simulator; a harmless change survives both. Says who caught each, and names survivors with the reason their file gives.
# docs/planted-bugs.md has to say the same: DOCS=write brings it up to date.
. "$(dirname "$0")/lib.sh"
. "$ROOT/acceptance/planting.sh"

build_scratch || { say "the scratch copy does not build"; exit 1; }
account_for $(printf 'R%02d ' $(seq 1 79)) $(printf 'S%02d ' $(seq 1 12)) $(printf 'X%02d ' $(seq 1 11))
judge_catalogue RSX harmless
