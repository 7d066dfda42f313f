#!/usr/bin/env bash
# Twins: members that sit twice under one identity, in a network that splits round by round. The small scope (four
# members, any one of them twice, four rounds, every split in two) completely; longer runs by chance; at least 250
# scenarios per second and core; and with two of four members twinned disagreement must be found.
. "$(dirname "$0")/lib.sh"
RANDOM_RUNS=$(scaled 50000 500)

# The complete scope does not shrink with the scale: below 1 an equal part of it is tried, and said not to be complete.
small() {
  if [ "$SCALE" = 1 ]; then "$CONCORDAT" twins --nodes 4 --twins 1 --rounds 4 -o json
  else "$CONCORDAT" twins --nodes 4 --twins 1 --rounds 4 --seeds "1..$(scaled 131072 1000)" -o json; fi
}
longer() { "$CONCORDAT" twins --nodes 4 --twins 1 --rounds 12 --seeds "1..$RANDOM_RUNS" -o json; }
seven() { "$CONCORDAT" twins --nodes 7 --twins 2 --rounds 6 --seeds "1..$((RANDOM_RUNS / 10))" -o json; }
too_many() {
  "$CONCORDAT" twins --nodes 4 --twins 2 --rounds 4 --seeds 1..2000 -o json
  [ $? = 7 ]
}

expect "four members, one twin, four rounds" once small small
expect "four members, one twin, twelve rounds, $RANDOM_RUNS by chance" once longer longer
expect "seven members, two twins, six rounds, $((RANDOM_RUNS / 10)) by chance" once seven seven
expect "two twins among four break agreement" once too-many too_many
value() { json "$2" < "$STATE/$1" 2> /dev/null; }
RATE=$(value small scenariosPerSecondAndCore)
expect "$RATE scenarios per second and core, at least 250" awk -v r="${RATE:-0}" 'BEGIN { exit !(r >= 250) }'
expect "twins were caught saying two things" test "$(value small accusations)" -gt 0
[ "$SCALE" = 1 ] && expect "the small scope is complete" test "$(value small complete)" = true
finish "{\"scenarios\":$(value small scenarios),\"complete\":$(value small complete),\"perSecondAndCore\":${RATE:-null},\"accusations\":$(value small accusations),\"longer\":$(value longer scenarios),\"seven\":$(value seven scenarios),\"brokenByTooMany\":$(value too-many failures)}"
