#!/usr/bin/env bash
# Takes Stampede's figures of speed on this machine: a table, and artifacts/bench.json.
#   bench/run.sh                      all of them, about 40 minutes
#   bench/run.sh reserve refuse       some of them
#   bench/run.sh --quick              a tenth of the size, once: whether it runs, not how fast
#   --repeats=N (3)  --seconds=S (8)  --scale=X (1)  --out=FILE
set -euo pipefail
cd "$(dirname "$0")/.."

# A load generator, and the proxy of deploy/ for two nodes.
for program in wrk haproxy; do
  if PATH=$PATH:/usr/sbin command -v "$program" >/dev/null; then continue; fi
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && apt-get install -y -qq "$program" >/dev/null
  else
    echo "This needs $program: 'apt-get install $program' or 'brew install $program'." >&2
    exit 2
  fi
done
PATH=$PATH:/usr/sbin

# Watchers are connections, and connections are open files.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true

dotnet build -c Release --nologo -v quiet -p:SkipWeb=true src/Stampede.Server
dotnet build -c Release --nologo -v quiet bench/Stampede.Probe
dotnet build -c Release --nologo -v quiet bench/Stampede.Bench
exec dotnet bench/Stampede.Bench/bin/Release/net10.0/Stampede.Bench.dll \
  --server=src/Stampede.Server/bin/Release/net10.0/Stampede.Server.dll \
  --probe=bench/Stampede.Probe/bin/Release/net10.0/Stampede.Probe.dll \
  --wrk=bench/wrk/requests.lua --out=artifacts/bench.json "$@"
