#!/usr/bin/env bash
# Four members of which one is always being killed: load on 16 sessions loses nothing, and after the primary's SIGKILL
# the next acknowledged write comes soon.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/kills.sh"
PROTOCOL=pbft
SECONDS_OF_LOAD=$(scaled 60 9)
TIMES=$(scaled 50 3)
expect_nothing_lost 4 true "$SECONDS_OF_LOAD"
expect_short_gaps 4 "$TIMES" 5 1000 2500
finish "{\"seconds\":$SECONDS_OF_LOAD,\"kills\":$KILLED,\"primaryKills\":$LEADERS,\"acknowledged\":${ACKNOWLEDGED:-null},\"readBack\":${READ_BACK:-null},\"unknown\":${UNKNOWN:-null},\"measuredKills\":$TIMES,\"p50Millis\":${P50:-null},\"p99Millis\":${P99:-null},\"gaps\":$(echo "$GAPS" | spread),\"yardstick\":$(yardstick)}"
