#!/usr/bin/env bash
# The faults of docs/reliability.md at length, one after the other, with a report: artifacts/faults/faults.md and faults.json.
#   tests/faults/run.sh              all of them, about half an hour
#   tests/faults/run.sh F07 F12      some of them
# As root it also cuts cables between network namespaces and fills a disk; with libfaketime it also sets clocks wrong.
# What cannot be run is listed with its reason.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! dpkg -s libfaketime iproute2 >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libfaketime iproute2 >/dev/null
fi

# Watchers are connections, and connections are open files.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

dotnet build -c Release --nologo -v quiet -p:SkipWeb=true tests/Stampede.Faults.Tests
filter=(-namespace "Stampede.Faults.Tests.Faults")
if [ $# -gt 0 ]; then
  filter=()
  for fault in "$@"; do filter+=(-method "*.${fault}_*"); done
fi

status=0
STAMPEDE_FAULTS=long STAMPEDE_FAULTS_REPORT=artifacts/faults \
  tests/Stampede.Faults.Tests/bin/Release/net10.0/Stampede.Faults.Tests -noLogo -noColor -parallel none "${filter[@]}" || status=$?
[ ! -f artifacts/faults/faults.md ] || cat artifacts/faults/faults.md
exit $status
