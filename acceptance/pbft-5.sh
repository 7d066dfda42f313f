#!/usr/bin/env bash
# Every known bug of PBFT that makes sense here (P01 to P64), planted one at a time: at least 95 % are caught, by tests or
# within 1,000 seeds of the simulator; a harmless change survives both. The rest as in holds-2.sh, which is about Raft.
PROTOCOL=pbft
. "$(dirname "$0")/lib.sh"
. "$ROOT/acceptance/planting.sh"

build_scratch || { say "the scratch copy does not build"; exit 1; }
account_for $(printf 'P%02d ' $(seq 1 64))
judge_catalogue P harmless-pbft
