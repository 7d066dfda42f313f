#!/usr/bin/env bash
# The leader gets SIGKILL, again and again: the longest gap between acknowledged writes stays short.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/kills.sh"
TIMES=$(scaled 50 3)
expect_short_gaps 3 "$TIMES" 4 400 1500
finish "{\"kills\":$TIMES,\"p50Millis\":${P50:-null},\"p99Millis\":${P99:-null},\"gaps\":$(echo "$GAPS" | spread),\"yardstick\":$(yardstick)}"
