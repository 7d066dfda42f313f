# Common ground of the acceptance rows; sourced, not run.
#
# A row takes SCALE (0.01 to 1, as first argument or environment variable), keeps finished steps under
# target/acceptance/ROW/COMMIT-SCALE so that a second call goes on where the first was interrupted, ends with one JSON
# line on stdout and exit status 0 (shown) or 7 (refuted). Everything else goes to stderr.
set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
SCALE=${1:-${SCALE:-1}}
ROW=$(basename "$0" .sh)
COMMIT=$(git -C "$ROOT" rev-parse --short HEAD)
[ -n "$(git -C "$ROOT" status --porcelain 2>/dev/null)" ] && COMMIT="$COMMIT-dirty"
STATE="$ROOT/target/acceptance/$ROW/$COMMIT-$SCALE"
mkdir -p "$STATE"
CONCORDAT="$ROOT/bin/concordat"
FAILURES=()
QUIET=true

awk -v s="$SCALE" 'BEGIN { exit !(s >= 0.01 && s <= 1) }' || { echo "SCALE is 0.01 to 1, not $SCALE" >&2; exit 2; }

say() { echo "[$ROW] $*" >&2; }

# scaled FULL LEAST: FULL x SCALE rounded, but at least LEAST
scaled() { awk -v f="$1" -v l="$2" -v s="$SCALE" 'BEGIN { n = int(f * s + 0.5); print (n < l ? l : n) }'; }

# expect DESCRIPTION COMMAND...: remembers a failure instead of stopping, so that a row shows all that is wrong
expect() {
  local what=$1
  shift
  if "$@"; then say "ok: $what"; else say "FAILED: $what"; FAILURES+=("$what"); fi
}

# once NAME COMMAND...: runs a step unless an earlier call finished it; its stdout is kept in $STATE/NAME
once() {
  local name=$1
  shift
  if [ -f "$STATE/$name" ]; then return 0; fi
  if "$@" > "$STATE/$name.part"; then mv "$STATE/$name.part" "$STATE/$name"; else return 1; fi
}

# json KEY < one JSON object: the value of a top-level scalar key
json() { sed -nE 's/.*"'"$1"'":("([^"]*)"|([^,}]*)).*/\2\3/p' | head -n 1; }

# median and range of the numbers on stdin: {"median":…,"min":…,"max":…,"runs":…}
spread() {
  sort -g | awk '{ v[NR] = $1 } END { if (NR == 0) { print "null"; exit }
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf "{\"median\":%s,\"min\":%s,\"max\":%s,\"runs\":%d}", m, v[1], v[NR], NR }'
}

percentile() { sort -g | awk -v p="$1" '{ v[NR] = $1 } END { i = int(NR * p / 100 + 0.9999); print v[i < 1 ? 1 : i] }'; }

busy_ticks() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 }' /proc/stat; }

# Other programs use less than 5 % of the machine for 10 s; waits up to QUIET_PATIENCE seconds, then says "quiet":false.
await_quiet() {
  local patience=${QUIET_PATIENCE:-120} cores used waited=0
  cores=$(nproc)
  while [ "$waited" -lt "$patience" ]; do
    local before after
    before=$(busy_ticks)
    sleep 10
    waited=$((waited + 10))
    after=$(busy_ticks)
    used=$(( (after - before) * 100 / (10 * $(getconf CLK_TCK) * cores) ))
    [ "$used" -lt 5 ] && return 0
    say "waiting for a quiet machine: $used % busy"
  done
  QUIET=false
}

# A run of 32 free ports below the ephemeral range.
free_base_port() {
  local base port taken
  taken=$(awk 'NR > 1 { split($2, a, ":"); print strtonum("0x" a[2]) }' /proc/net/tcp /proc/net/tcp6 2>/dev/null \
    || cat /proc/net/tcp /proc/net/tcp6 | awk '{ print $2 }' | sed 's/.*://')
  while :; do
    base=$((10000 + RANDOM % 20000))
    for port in $(seq "$base" $((base + 69))); do
      case " $(echo $taken) " in *" $port "*) continue 2 ;; esac
    done
    echo "$base"
    return
  done
}

WORK=$(mktemp -d)
CLUSTERS=()
tidy_up() {
  local dir
  for dir in ${CLUSTERS[@]+"${CLUSTERS[@]}"}; do "$CONCORDAT" cluster down "$dir" > /dev/null 2>&1; done
  rm -rf "$WORK"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM

# new_cluster NAME INIT-OPTIONS...: makes and starts one of $PROTOCOL (raft); its directory is $WORK/NAME
new_cluster() {
  local dir="$WORK/$1"
  shift
  "$CONCORDAT" init "$dir" --protocol "${PROTOCOL:-raft}" --base-port "$(free_base_port)" "$@" > /dev/null || return 1
  CLUSTERS+=("$dir")
  "$CONCORDAT" cluster up "$dir" > /dev/null
}

# work_in DIR: a minute of commands. In young nodes the compiler takes most of the machine; what is measured afterwards is a
# cluster that has been at work.
work_in() {
  "$CONCORDAT" bench --cluster "$1" --service counter --sessions 1 --payload 256 --outstanding 64 \
    --warmup 1s --duration "$(scaled 60 2)s" -o json > /dev/null
}

# warmup_with OUTSTANDING: seconds before a measurement. One command at a time gives the compilers, the client's above all,
# so little to go by that they are not done after 15 s: the client then cost up to twice as much.
warmup_with() {
  if [ "$1" = 1 ]; then scaled 45 3; else scaled 15 3; fi
}

# The node that leads, or PBFT's primary of the highest view.
leader_of() {
  "$CONCORDAT" status --cluster "$1" -o json 2> /dev/null | grep -E '"role":"(leader|primary)"' \
    | sed -E 's/.*"node":([0-9]+).*"(term|view)":([0-9]+).*/\3 \1/' | sort -n | tail -n 1 | cut -d' ' -f2
}

# Every node reachable, all state hashes equal.
equal_hashes() {
  local out
  out=$("$CONCORDAT" status --cluster "$1" -o json) || return 1
  echo "$out" >&2
  [ "$(echo "$out" | grep -c '"reachable":true')" = "$2" ] || return 1
  [ "$(echo "$out" | json_all stateHash | sort -u | wc -l)" = 1 ] || return 1
  [ -n "$(echo "$out" | json_all stateHash | head -n 1)" ]
}
json_all() { sed -nE 's/.*"'"$1"'":("([^"]*)"|([^,}]*)).*/\2\3/p'; }

# The machine's own yardstick, measured once per row.
yardstick() {
  once yardstick "$CONCORDAT" yardstick -o json > /dev/null
  cat "$STATE/yardstick"
}

# finish FIGURES-JSON: prints the row's line and ends
finish() {
  local pass=true
  [ ${#FAILURES[@]} -gt 0 ] && pass=false
  printf '{"row":"%s","pass":%s,"scale":%s,"quiet":%s,"figures":%s,"commit":"%s"}\n' \
    "$ROW" "$pass" "$SCALE" "$QUIET" "$1" "$COMMIT"
  [ "$pass" = true ] && exit 0
  exit 7
}
