# shellcheck shell=bash
# What the scripts that try Stampede on a PostgreSQL of their own share. Sourced by tests/failover/run.sh and
# tests/backup/run.sh. Everything lies in one temporary folder, and everything started is ended by its process id.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
record="$root/tests/recording/record.mjs"
scratch=""
pids=()
STAMPEDE_OPERATOR_EMAIL=operator@stampede.example
STAMPEDE_OPERATOR_PASSWORD="Op-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')"
export STAMPEDE_OPERATOR_EMAIL STAMPEDE_OPERATOR_PASSWORD DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

die() {
  say "$*"
  exit 1
}

now_ms() { date +%s%3N; }

# Debian starts the services that it installs; while this runs, nobody may.
install_packages() { # packages...
  local policy=/usr/sbin/policy-rc.d own="" ok=0 sudo=""
  if [ "$(id -u)" -ne 0 ]; then sudo="sudo -n"; fi
  command -v apt-get >/dev/null || return 1
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null && $sudo chmod 755 "$policy" && own=1
  fi
  say "Installing $*"
  # shellcheck disable=SC2024 # the log is ours
  { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$scratch/apt.log" 2>&1 || ok=1
  if [ -n "$own" ]; then $sudo rm -f "$policy"; fi
  if [ "$ok" -ne 0 ]; then tail -n 3 "$scratch/apt.log" >&2; fi
  return "$ok"
}

# The newest PostgreSQL from 15 on that is installed with all its programs.
find_postgres() {
  local found
  found=$(for bin in /usr/lib/postgresql/*/bin; do [ -x "$bin/pg_basebackup" ] && [ -x "$bin/initdb" ] && echo "$bin"; done | sort -t/ -k5 -n | tail -1)
  [ -n "$found" ] && [ "$(basename "$(dirname "$found")")" -ge 15 ] && echo "$found"
}

make_scratch() { # name
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/stampede-$1-XXXXXX")
  chmod 755 "$scratch"
}

# PostgreSQL refuses to run as root.
unprivileged=()
choose_account() {
  [ "$(id -u)" -eq 0 ] || return 0
  local account=postgres
  id "$account" >/dev/null 2>&1 || account=nobody
  unprivileged=(setpriv "--reuid=$account" "--regid=$(id -g "$account")" --clear-groups env "HOME=$scratch")
}

make_folder() { # path: owned by whom PostgreSQL runs as
  mkdir -p "$1"
  chmod 700 "$1"
  if [ "$(id -u)" -eq 0 ]; then chown "${unprivileged[1]#--reuid=}" "$1"; fi
}

alive() { [ -n "${1:-}" ] && kill -0 "$1" 2>/dev/null; }

# Ends one process, kindly for a while.
end() { # pid, seconds
  alive "$1" || return 0
  kill -TERM "$1" 2>/dev/null || true
  local tries=$(($2 * 10))
  while alive "$1" && [ "$tries" -gt 0 ]; do
    sleep 0.1
    tries=$((tries - 1))
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Until the command succeeds.
wait_until() { # seconds, what, command...
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || { say "Not within its time: $what"; return 1; }
    sleep 0.2
  done
}

build_server() {
  server_dll="${STAMPEDE_SERVER_DLL:-$root/src/Stampede.Server/bin/Release/net10.0/Stampede.Server.dll}"
  [ -n "${STAMPEDE_SERVER_DLL:-}" ] || (cd "$root" && dotnet build src/Stampede.Server --configuration Release --verbosity quiet -p:SkipWeb=true >&2)
}

# In front of what must run where the server runs: nothing, or into a network namespace.
beside_server=()

# Sets server_pid and url. PostgreSQL is named by the connection string; "" is an embedded one in data_directory.
start_server() { # name, connection string, data directory
  local log="$scratch/$1.log"
  rm -f "$log"
  (
    if [ -n "$2" ]; then export ConnectionStrings__Stampede="$2"; fi
    export ASPNETCORE_URLS=http://127.0.0.1:0 Stampede__DataDirectory="${3:-$scratch/data}" Stampede__RateLimits__Enabled=false
    export Stampede__Operator__Email="$STAMPEDE_OPERATOR_EMAIL" Stampede__Operator__Password="$STAMPEDE_OPERATOR_PASSWORD"
    cd "$scratch" && exec "${beside_server[@]}" dotnet "$server_dll"
  ) >"$log" 2>&1 &
  server_pid=$!
  pids+=("$server_pid")
  wait_until 90 "the server listens ($log)" grep -q '^Stampede is open at ' "$log" || { tail -n 20 "$log" >&2; return 1; }
  url=$(sed -n 's/^Stampede is open at \(http:[^ ]*\).*/\1/p' "$log" | head -1)
}

verify() { # connection string, data directory
  (
    if [ -n "$1" ]; then export ConnectionStrings__Stampede="$1"; fi
    export Stampede__DataDirectory="${2:-$scratch/data}" Logging__LogLevel__Default=Warning
    cd "$scratch" && exec "${beside_server[@]}" dotnet "$server_dll" verify
  )
}

start_selling() { # record, record.mjs' further flags...
  local file=$1
  shift
  rm -f "$file"
  "${beside_server[@]}" node "$record" sell "--url=$url" "--record=$file" "$@" 2>"$file.err" &
  seller_pid=$!
  pids+=("$seller_pid")
  wait_until 60 "the first reservations are granted" sold_at_least "$file" 100
}

sold_at_least() { [ "$(grep -c '"kind":"reserved"' "$1" 2>/dev/null || true)" -ge "$2" ]; }

# The seller settles what is open, which takes as long as the server's way back.
stop_selling() {
  kill -TERM "$seller_pid"
  local status=0
  wait "$seller_pid" || status=$?
  [ "$status" -eq 0 ] || { cat "$scratch"/*.err >&2; return 1; }
}

field() { # JSON on standard input, key
  node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]])' "$1"
}
