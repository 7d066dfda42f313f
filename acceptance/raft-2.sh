#!/usr/bin/env bash
# Load on 16 sessions while a random node, half the time the leader, gets SIGKILL every 3 s and returns: nothing is lost.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/kills.sh"
SECONDS_OF_LOAD=$(scaled 60 9)
expect_nothing_lost 3 false "$SECONDS_OF_LOAD"
finish "{\"seconds\":$SECONDS_OF_LOAD,\"kills\":$KILLED,\"leaderKills\":$LEADERS,\"acknowledged\":${ACKNOWLEDGED:-null},\"readBack\":${READ_BACK:-null},\"unknown\":${UNKNOWN:-null},\"longestGapMillis\":${GAP:-null}}"
