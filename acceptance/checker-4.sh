#!/usr/bin/env bash
# Violations planted in generated histories are all found, each in a window that a second engine confirms and that is
# drawn; a headless Chromium opens such a page and measures what a reader sees.
. "$(dirname "$0")/lib.sh"

run_tests() { (cd "$ROOT" && mvn -B -Dspotless.check.skip -pl jepsen test -Dtest='PlantedViolationsTest,PageInBrowserTest'); }
# result TEST: tests run, failures, errors, skipped
result() {
  sed -nE "s/.*Tests run: ([0-9]+), Failures: ([0-9]+), Errors: ([0-9]+), Skipped: ([0-9]+).*\.$1\$/\1 \2 \3 \4/p" \
    "$STATE/tests" | tail -n 1
}

once tests run_tests || cat "$STATE/tests.part" >&2
[ -f "$STATE/tests" ] || mv "$STATE/tests.part" "$STATE/tests"
read -r RUN FAILED BROKEN _ <<< "$(result PlantedViolationsTest)"
read -r PAGES PAGES_FAILED PAGES_BROKEN PAGES_SKIPPED <<< "$(result PageInBrowserTest)"
FOUND=$((${RUN:-0} - ${FAILED:-0} - ${BROKEN:-0}))
expect "at least 12 were planted (${RUN:-0})" test "${RUN:-0}" -ge 12
expect "all were found ($FOUND of ${RUN:-0})" test "$FOUND" = "${RUN:-0}"
OPENED=$((${PAGES:-0} - ${PAGES_FAILED:-0} - ${PAGES_BROKEN:-0} - ${PAGES_SKIPPED:-0}))
expect "Chromium opened the page (needs chromium on the PATH)" test "$OPENED" -ge 1
finish "{\"planted\":${RUN:-0},\"found\":$FOUND,\"pagesOpened\":$OPENED}"
