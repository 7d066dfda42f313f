# Planting known bugs and finding out who catches them; sourced after lib.sh.
#
# Each file acceptance/mutants/BUG.bug opens with lines "# BUG: what is planted", "# from: where it was seen",
# optionally "# tests: MODULE ..." (modules whose tests run besides those of the planted ones), "# sim: OPTIONS", and
# "# survives: why nobody can see it". How the rest is read stands in PlantBugs.java.
#
# A scratch copy is built once for all rows. Planted files are compiled alone into a directory that stands first on the
# class path. Of one bug run first the tests that bear its name, in whatever module; all bugs in one process, for that
# takes a second each. Whoever gets past them meets all tests of its modules, then the seeds of the simulator.
MUTANTS="$ROOT/acceptance/mutants"
SCRATCH="$ROOT/target/acceptance/scratch"
PAGE="$ROOT/docs/planted-bugs.md"
MODULES="consensus-core raft pbft storage net services simulation node cli"
# What the simulator runs; a row that is about another protocol says so before it sources this.
PROTOCOL=${PROTOCOL:-raft}
SEEDS=$(scaled 1000 20)
JOBS=${JOBS:-$(nproc)}

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
  engine=$(libraries | tr ':' '\n' | sed -nE 's/.*junit-platform-engine-([0-9.]+)\.jar$/\1/p' | head -n 1)
  (cd "$SCRATCH" && maven org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -N \
    "-Dartifact=org.junit.platform:junit-platform-launcher:$engine" "-DoutputDirectory=$SCRATCH/target") \
    || { tail -n 20 "$STATE/build.log" >&2; return 1; }
  mkdir -p "$SCRATCH/tools"
  javac -nowarn -proc:none -d "$SCRATCH/tools" -cp "$(libraries):$(launcher)" \
    "$ROOT/acceptance/PlantBugs.java" "$ROOT/acceptance/UnitTests.java" >&2 || return 1
  echo "$sources" > "$SCRATCH/built"
}

# What no bug is planted in: the libraries of all modules.
libraries() { cat "$SCRATCH"/*/target/tests-classpath | tr ':\n' '\n\n' | grep '\.jar$' | grep -v "^$SCRATCH/" | sort -u | paste -sd:; }
launcher() { printf '%s\n' "$SCRATCH"/target/junit-platform-launcher-*.jar; }

base_classes() {
  local module
  for module in $MODULES; do printf '%s:' "$SCRATCH/$module/target/classes"; done
}

# Where MODULE's tests find everything but what is planted.
tests_classpath() {
  printf '%s' "$SCRATCH/$1/target/test-classes:$SCRATCH/$1/target/classes:$(cat "$SCRATCH/$1/target/tests-classpath")"
  printf ':%s' "$SCRATCH/tools:$(launcher)"
}

# header BUG KEY: what the bug's file says under "# KEY: ", continuation lines included
header() {
  sed -nE '/^#/!q; s/^# ?//p' "$MUTANTS/$1.bug" \
    | awk -v k="$2: " 'index($0, k) == 1 { on = 1; print substr($0, length(k) + 1); next } /^[A-Za-z0-9]+: / { on = 0 } on { print }' \
    | tr -s ' \n' ' ' | sed 's/ $//'
}

# namesakes BUG: the modules and classes whose tests bear its name, "MODULE CLASS" a line; of a harmless change, those of
# all bugs that it is the control of
namesakes() {
  local name
  name=$(sed -E 's/^harmless$/[RSX][0-9]{2}[a-z]?/; s/^harmless-pbft$/P[0-9]{2}[a-z]?/; s/([a-z])$/\1?/' <<< "$1")
  (cd "$SCRATCH" && grep -lrE "[ _]${name}_" --include='*Test.java' */src/test/java) \
    | sed -E 's|^([^/]*)/src/test/java/|\1 |; s|\.java$||; s|/|.|g' | sort
}

# plant BUG...: what it leaves of each stands in $SCRATCH/plant/BUG
plant() {
  say "planting"
  java -XX:+UseSerialGC -cp "$SCRATCH/tools" PlantBugs "$SCRATCH" "$SCRATCH/plant" "$(base_classes)$(libraries)" \
    $(for bug in "$@"; do echo "$MUTANTS/$bug.bug"; done)
}

# One line for UnitTests per module that has namesakes of a bug.
namesake_jobs() {
  local bug module classes
  for bug in "$@"; do
    [ -f "$STATE/$bug" ] || [ -f "$STATE/$bug.named" ] || [ -f "$SCRATCH/plant/$bug/failure" ] && continue
    for module in $(namesakes "$bug" | cut -d' ' -f1 | sort -u); do
      classes=$(namesakes "$bug" | sed -n "s/^$module //p" | paste -sd' ')
      echo "$bug $SCRATCH/plant/$bug/classes/:$SCRATCH/$module/target/test-classes/:$(base_classes | sed 's|:|/:|g') $classes"
    done
  done
}

# The tests named after the bugs; a verdict "tests ..." is final, else $STATE/BUG.named says that there were some.
run_namesakes() {
  local bug verdict libraries
  namesake_jobs "$@" > "$STATE/namesake-jobs"
  [ -s "$STATE/namesake-jobs" ] || return 0
  say "running the tests named after them"
  libraries="$SCRATCH/tools:$(libraries):$(launcher)"
  # Each process takes every JOBS-th bug, all modules of it.
  seq 0 $((JOBS - 1)) | xargs -P "$JOBS" -I@ sh -c '
    awk -v jobs="$2" -v mine=@ "\$1 != last { last = \$1; n++ } n % jobs == mine" "$1" \
      | java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g -cp "$3" UnitTests 2> "$1.log.@"' \
    _ "$STATE/namesake-jobs" "$JOBS" "$libraries" \
    | while read -r bug verdict; do
      case $verdict in
        tests*) [ -f "$STATE/$bug" ] || echo "$verdict" > "$STATE/$bug" ;;
        none) touch "$STATE/$bug.named" ;;
      esac
    done
}

# judge BUG: prints "tests Class.method", "seed N broke ...", "survived", or why there is no verdict
judge() {
  local bug=$1 module out status
  [ -f "$SCRATCH/plant/$bug/failure" ] && { cat "$SCRATCH/plant/$bug/failure"; return 0; }
  for module in $( (cat "$SCRATCH/plant/$bug/modules"; header "$bug" tests | tr ' ' '\n') | awk 'NF && !seen[$0]++'); do
    out=$(cd "$SCRATCH/$module" && timeout 900 java -XX:+UseSerialGC -Xmx1g \
      -cp "$SCRATCH/plant/$bug/classes:$(tests_classpath "$module")" \
      UnitTests "$SCRATCH/$module/target/test-classes" 2> "$STATE/$bug.log" < /dev/null)
    status=$?
    out=$(tail -n 1 <<< "$out")
    case $status in
      0) ;;
      7) echo "tests $out"; return 0 ;;
      124) echo "tests that hang"; return 0 ;;
      *) echo "tests of $module do not run"; return 0 ;;
    esac
  done
  simulate "$bug"
}

simulate() {
  local bug=$1 status
  CONCORDAT_CLASSPATH="$SCRATCH/plant/$bug/classes:$(base_classes)$(cat "$SCRATCH/cli/target/tests-classpath")" \
    "$SCRATCH/bin/concordat" sim --protocol "$PROTOCOL" --seeds "1..$SEEDS" --faults all --sim-time 20s --stop-at-first \
    $(header "$bug" sim) > "$STATE/$bug.out" 2> "$STATE/$bug.log" < /dev/null
  status=$?
  case $status in
    0) echo survived ;;
    7) grep -ohE '\bseed [0-9]+ broke [a-z-]+' "$STATE/$bug.log" "$STATE/$bug.out" | sort -u -k2n | head -n 1 ;;
    *) echo "the simulator ends with $status" ;;
  esac
}

# judge_all BUG...: afterwards $STATE/BUG holds each verdict
judge_all() {
  plant "$@" || return 1
  run_namesakes "$@"
  say "running the other tests and the simulator against those that passed them"
  export -f once judge simulate header base_classes tests_classpath launcher say
  export STATE SCRATCH MUTANTS MODULES SEEDS ROW PROTOCOL
  for bug in "$@"; do [ -f "$STATE/$bug" ] || echo "$bug"; done \
    | xargs -P "$JOBS" -I@ bash -c 'once @ judge @; say "@: $(cat "$STATE/@")"'
}

# caught BUG
caught() { case $(cat "$STATE/$1") in "seed "* | "tests "*) return 0 ;; *) return 1 ;; esac; }

# Figures as JSON: {"BUG":"verdict",...}
verdicts() {
  local bug all=""
  for bug in "$@"; do all="$all,\"$bug\":\"$(sed 's/[\\"]/ /g' "$STATE/$bug" | head -c 300 | tr '\n' ' ' | sed 's/ $//')\""; done
  echo "{${all#,}}"
}

# planted LETTERS: the bugs of the catalogues with these letters
planted() { (cd "$MUTANTS" && ls [$1]*.bug | sed 's/\.bug$//'); }

# account_for ID...: each entry of a catalogue is planted, in one or more forms, or listed with a reason why it is not
account_for() {
  local id
  for id in "$@"; do
    [ -n "$(cd "$MUTANTS" && compgen -G "$id*.bug")" ] || grep -q "^$id: " "$MUTANTS/not-planted.txt" \
      || { say "FAILED: $id is neither planted nor listed in not-planted.txt"; FAILURES+=("$id"); }
  done
}

# table LETTERS: who caught each. Seeds hold for one build; the page says only that the simulator caught it, not at which.
table() {
  local bug verdict
  echo '| bug | what is planted | where it was seen | caught by |'
  echo '|---|---|---|---|'
  for bug in $(planted "$1"); do
    verdict=$(cat "$STATE/$bug")
    case $verdict in
      "tests "*) verdict="\`${verdict#tests }\`" ;;
      seed*) verdict="the simulator" ;;
      survived) verdict="nobody: $(header "$bug" survives)" ;;
    esac
    echo "| $bug | $(header "$bug" "$bug") | $(header "$bug" from) | $verdict |"
  done
  echo
  echo '| not planted | why |'
  echo '|---|---|'
  sed -nE "s/^([$1][0-9]+): (.*)/| \\1 | \\2 |/p" "$MUTANTS/not-planted.txt"
}

# tell LETTERS: docs/planted-bugs.md must say the same between the lines that name this row; DOCS=write makes it so
tell() {
  local begin="<!-- $ROW -->" end="<!-- end of $ROW -->"
  table "$1" > "$STATE/table"
  if [ "${DOCS:-check}" = write ]; then
    awk -v begin="$begin" -v end="$end" -v table="$STATE/table" '
      $0 == end { skip = 0 }
      !skip { print }
      $0 == begin { skip = 1; while ((getline line < table) > 0) print line }' "$PAGE" > "$STATE/page" \
      && cp "$STATE/page" "$PAGE"
  fi
  awk -v begin="$begin" -v end="$end" '$0 == end { on = 0 } on { print } $0 == begin { on = 1 }' "$PAGE" > "$STATE/told"
  expect "docs/planted-bugs.md says the same (DOCS=write mends it)" diff "$STATE/told" "$STATE/table"
}

# judge_catalogue LETTERS HARMLESS: all bugs of the catalogues, and a change that nothing may catch; ends the row
judge_catalogue() {
  local bugs bug count=0 caught=0 by_seeds=0 survivors=""
  bugs=$(planted "$1")
  for bug in $bugs; do
    [ -n "$(namesakes "$bug")" ] || { say "FAILED: no test is named after $bug"; FAILURES+=("$bug"); }
  done
  judge_all $bugs "$2" || exit 1
  for bug in $bugs; do
    count=$((count + 1))
    if caught "$bug"; then
      caught=$((caught + 1))
      grep -q '^seed' "$STATE/$bug" && by_seeds=$((by_seeds + 1))
      say "ok: $bug, $(header "$bug" "$bug"): $(cat "$STATE/$bug")"
    else
      survivors="$survivors $bug"
      expect "$bug is planted and judged ($(cat "$STATE/$bug"))" grep -q '^survived$' "$STATE/$bug"
      expect "$bug survives for a reason: $(header "$bug" survives)" test -n "$(header "$bug" survives)"
    fi
  done
  expect "at least 95 % are caught ($caught of $count)" test $((caught * 100)) -ge $((count * 95))
  expect "the harmless change survives: $(cat "$STATE/$2")" test "$(cat "$STATE/$2")" = survived
  [ "$SCALE" = 1 ] && tell "$1"
  finish "{\"planted\":$count,\"caught\":$caught,\"bySeeds\":$by_seeds,\"survivors\":\"${survivors# }\",\"harmless\":\"$(cat "$STATE/$2")\",\"seeds\":$SEEDS,\"caughtBy\":$(verdicts $bugs)}"
}
