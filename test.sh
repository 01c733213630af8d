#!/usr/bin/env bash
# Every test there is: build, format, the web app's checks and tests, and all test projects, the browser's included.
# Goes on after a failure, so that the count in the last line is whole: "N passed, N failed".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
# shellcheck source=scripts/requirements.sh
. scripts/requirements.sh
require_tools

suite_minutes_max=20
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0
failed=0
failures=""

fail() { # what, how many
  failed=$((failed + $2))
  failures="$failures  $1 ($2)"$'\n'
}

# A check has no tests to count: it only counts when it fails.
check() { # name, command...
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  if ! "$@"; then
    fail "$name" 1
    return 1
  fi
}

# In the foreground, so that Ctrl-C reaches the suite.
bounded() {
  if command -v timeout >/dev/null; then
    timeout --foreground --kill-after=30 "${suite_minutes_max}m" "$@"
  else
    "$@"
  fi
}

# A suite's own counts; one that ends badly without a failed test (a crash, a hang) counts as one failure.
tally() { # name, passed, failed, exit code
  passed=$((passed + $2))
  if [ "$3" -gt 0 ]; then
    fail "$1" "$3"
  elif [ "$4" -ne 0 ]; then
    fail "$1: ended with $4" 1
  fi
}

dotnet_suite() { # name
  local report="$results/$1.xml" status=0 summary
  printf '\n== %s\n' "$1"
  bounded "tests/$1/bin/Release/net10.0/$1" -noLogo -noColor -xml "$report" || status=$?
  summary=$(grep -m1 -o '<assembly [^>]*>' "$report" 2>/dev/null || true)
  tally "$1" "$(attribute "$summary" passed)" "$(($(attribute "$summary" failed) + $(attribute "$summary" errors)))" "$status"
}

attribute() { # element, name
  local value
  value=$(sed -n "s/.* $2=\"\([0-9]*\)\".*/\1/p" <<<"$1")
  echo "${value:-0}"
}

web_suite() {
  local report="$results/web.json" status=0 counts
  printf '\n== web: tests\n'
  (cd web && bounded npm run --silent test -- --reporter=default --reporter=json --outputFile="$report") || status=$?
  counts=$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(r.numPassedTests, r.numFailedTests)' "$report" 2>/dev/null || echo 0 0)
  tally "web: tests" "${counts% *}" "${counts#* }" "$status"
}

install_chromium() {
  command -v chromium >/dev/null && return
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then sudo="sudo -n"; fi
  echo "Installing chromium for the browser tests"
  # shellcheck disable=SC2086 # empty, or two words
  if ! { command -v apt-get && $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >"$results/apt.log" 2>&1; then
    tail -n 5 "$results/apt.log" >&2
    echo "The browser tests need chromium on the PATH: install it (on Debian: apt-get install chromium) and run again." >&2
    return 1
  fi
}

# What some tests are made with; where it cannot be had, they say that they were skipped, and why.
install_packages() { # names...
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && ! dpkg -s "$@" >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  fi >"$results/apt.log" 2>&1 || tail -n 5 "$results/apt.log" >&2
}

built=1
check "build" dotnet build Stampede.slnx --configuration Release --verbosity quiet -p:RestoreLockedMode=true || built=0
check "format" dotnet format Stampede.slnx --verify-no-changes --no-restore || true
check "audit" scripts/audit.sh || true

if [ -f web/package.json ]; then
  if [ -d web/node_modules ] || check "web: install" npm ci --prefix web --no-audit --no-fund --loglevel=error; then
    for script in lint typecheck size; do
      check "web: $script" npm run --silent --if-present --prefix web "$script" || true
    done
    web_suite
  fi
fi

# After a failed build there may be programs of an earlier one: their results would say nothing.
if [ "$built" -eq 1 ]; then
  for project in tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    if [ "$name" = Stampede.Browser.Tests ]; then
      check "chromium" install_chromium || continue
    fi
    if [ "$name" = Stampede.Faults.Tests ]; then
      install_packages libfaketime iproute2
    fi
    if [ "$name" = Stampede.Server.Tests ]; then
      install_packages pgbouncer
    fi
    dotnet_suite "$name"
  done
fi

if [ -n "$failures" ]; then
  printf '\nFailed:\n%s' "$failures"
fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
