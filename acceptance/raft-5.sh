#!/usr/bin/env bash
# Known bugs, planted one at a time, are caught by the tests of the module they are planted in or within 1,000 seeds of the
# simulator; a harmless change survives both. Each patch under acceptance/mutants opens with a line "# R22: what it breaks".
#
# A scratch copy is built once. A planted file is compiled on its own into a directory that stands first on the class path,
# so that one bug takes seconds: tests first, those whose names bear the bug's number before all others, then the seeds.
. "$(dirname "$0")/lib.sh"
SEEDS=$(scaled 1000 20)
SCRATCH="$ROOT/target/acceptance/$ROW/scratch"
MODULES="consensus-core raft storage net services simulation node cli"

# Offline if everything was downloaded before, else with the network.
maven() { mvn -B -q -o "$@" > "$STATE/build.log" 2>&1 || mvn -B -q "$@" > "$STATE/build.log" 2>&1; }

# The scratch copy belongs to one state of the sources; build tools see no change where there is none.
build_scratch() {
  local sources engine
  sources=$(cd "$ROOT" && git ls-files -z -- pom.xml .mvn '*/pom.xml' '*/src/*' | xargs -0 sha256sum 2> /dev/null | sha256sum)
  [ "$(cat "$SCRATCH/built" 2> /dev/null)" = "$sources" ] && return 0
  say "building the scratch copy"
  rm -rf "$SCRATCH"
  mkdir -p "$SCRATCH"
  (cd "$ROOT" && git ls-files -z | xargs -0 tar cf - 2> /dev/null) | tar xf - -C "$SCRATCH"
  (cd "$SCRATCH" && maven -Dspotless.check.skip -DskipTests -pl cli -am test-compile \
    org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/tests-classpath) || { tail -n 20 "$STATE/build.log" >&2; return 1; }
  # The launcher of the same release as the engine; it is no dependency of ours, Surefire brings its own.
  engine=$(tr ':' '\n' < "$SCRATCH/raft/target/tests-classpath" | sed -nE 's/.*junit-platform-engine-([0-9.]+)\.jar$/\1/p')
  (cd "$SCRATCH" && maven org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -N \
    "-Dartifact=org.junit.platform:junit-platform-launcher:$engine" "-DoutputDirectory=$SCRATCH/target") \
    || { tail -n 20 "$STATE/build.log" >&2; return 1; }
  echo "$sources" > "$SCRATCH/built"
}

base_classes() {
  local module
  for module in $MODULES; do printf '%s:' "$SCRATCH/$module/target/classes"; done
}

# Where MODULE's tests find everything but what is planted.
tests_classpath() {
  printf '%s' "$SCRATCH/$1/target/test-classes:$SCRATCH/$1/target/classes:$(cat "$SCRATCH/$1/target/tests-classpath")"
  printf ':%s' "$SCRATCH"/target/junit-platform-launcher-*.jar
}

# plant PATCH: leaves the changed classes in $PLANT/classes, the modules they belong to in $PLANT/modules.
plant() {
  local file
  rm -rf "$PLANT"
  mkdir -p "$PLANT/classes" "$PLANT/sources"
  grep -h '^+++ b/' "$1" | sed 's|^+++ b/||; s|[[:space:]].*||' > "$PLANT/files"
  while read -r file; do
    (cd "$SCRATCH" && cp --parents "$file" "$PLANT/sources") || { echo does-not-apply; return 1; }
  done < "$PLANT/files"
  patch -s -p1 -d "$PLANT/sources" < "$1" >&2 || { echo does-not-apply; return 1; }
  cut -d/ -f1 "$PLANT/files" | sort -u > "$PLANT/modules"
  (cd "$PLANT/sources" && javac -nowarn -proc:none -d "$PLANT/classes" \
    -cp "$(base_classes)$(cat "$SCRATCH/cli/target/tests-classpath")" $(cat "$PLANT/files")) >&2 || { echo does-not-compile; return 1; }
}

# judge PATCH: prints "tests Class.method", "seed N" or "survived"; what else it prints is no verdict.
judge() {
  local bug=$1 module out status
  PLANT="$SCRATCH/plant/$bug"
  plant "$ROOT/acceptance/mutants/$bug.patch" || return 0
  while read -r module; do
    out=$(cd "$SCRATCH/$module" && timeout 900 java -XX:+UseSerialGC -Xmx1g -cp "$PLANT/classes:$(tests_classpath "$module")" \
      "$ROOT/acceptance/UnitTests.java" "$SCRATCH/$module/target/test-classes" "$bug" 2> "$STATE/$bug.log" < /dev/null)
    status=$?
    out=$(tail -n 1 <<< "$out")
    case $status in
      0) ;;
      7) echo "tests $out"; return 0 ;;
      124) echo "tests hang"; return 0 ;;
      *) echo "tests-do-not-run"; return 0 ;;
    esac
  done < "$PLANT/modules"
  CONCORDAT_CLASSPATH="$PLANT/classes:$(base_classes)$(cat "$SCRATCH/cli/target/tests-classpath")" \
    "$SCRATCH/bin/concordat" sim --protocol raft --seeds "1..$SEEDS" --faults all --sim-time 20s --stop-at-first \
    > "$STATE/$bug.out" 2> "$STATE/$bug.log"
  status=$?
  case $status in
    0) echo survived ;;
    7) echo "seed $(cat "$STATE/$bug.log" "$STATE/$bug.out" | grep -oE '\bseed [0-9]+ broke [a-z-]+' | sort -u -k2n | head -n 1 | cut -c6-)" ;;
    *) echo "simulator-ends-with-$status" ;;
  esac
}

build_scratch || { say "the scratch copy does not build"; exit 1; }
CAUGHT=0
PLANTED=0
DETAILS=""
for patch in "$ROOT"/acceptance/mutants/R*.patch; do
  bug=$(basename "$patch" .patch)
  PLANTED=$((PLANTED + 1))
  once "$bug" judge "$bug"
  verdict=$(cat "$STATE/$bug")
  case $verdict in "seed "* | "tests "*) CAUGHT=$((CAUGHT + 1)) ;; esac
  expect "$bug: $verdict" sh -c 'case "$1" in "seed "*|"tests "*) ;; *) exit 1 ;; esac' _ "$verdict"
  DETAILS="$DETAILS,\"$bug\":\"$verdict\""
done
once harmless judge harmless
expect "the harmless change survives: $(cat "$STATE/harmless")" test "$(cat "$STATE/harmless")" = survived
expect "20 bugs were planted ($PLANTED)" test "$PLANTED" = 20
finish "{\"planted\":$PLANTED,\"caught\":$CAUGHT,\"harmless\":\"$(cat "$STATE/harmless")\",\"seeds\":$SEEDS,\"caughtBy\":{${DETAILS#,}}}"
