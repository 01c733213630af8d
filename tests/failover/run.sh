#!/usr/bin/env bash
# Takes the primary away from a running Stampede, in every way that can be done here, and counts what that cost: three
# PostgreSQL under Patroni and etcd with synchronous replication, reached by a connection string with several hosts, and
# through HAProxy. Nothing acknowledged may be lost. Prints a table, writes artifacts/failover.json and .md.
#   tests/failover/run.sh                     all faults, both ways, three times each: about 40 minutes
#   tests/failover/run.sh --quick             one kill, by hosts
#   tests/failover/run.sh killed cut          some faults
# The table is of whatever was tried. KEEP=FOLDER keeps the server's log and the record of all answers.
#   --ways=hosts,haproxy  --repeats=3  --ttl=20  --loop=3  --retry=5  --out=artifacts/failover
# Exit code 1: something was lost or doubled, hung, or did not come back; 2: it cannot be run here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/recording/scratch.sh
. "$here/../recording/scratch.sh"
# shellcheck source=tests/failover/cluster.sh
. "$here/cluster.sh"

every_fault=(killed frozen postgres-frozen cut standbys-frozen standbys-frozen-then-killed patroni-killed)
faults=()
ways=(hosts haproxy)
repeats=3 ttl_seconds=20 loop_seconds=3 retry_seconds=5 strict=true out="$root/artifacts/failover"
for argument in "$@"; do
  case $argument in
    --quick) faults=(killed) ways=(hosts) repeats=1 ;;
    --ways=*) IFS=, read -ra ways <<<"${argument#*=}" ;;
    --repeats=*) repeats=${argument#*=} ;;
    --ttl=*) ttl_seconds=${argument#*=} ;;
    --loop=*) loop_seconds=${argument#*=} ;;
    --retry=*) retry_seconds=${argument#*=} ;;
    --out=*) out=${argument#*=} ;;
    -*) echo "$argument is no flag of this; see the top of $0" >&2 && exit 2 ;;
    *) faults+=("$argument") ;;
  esac
done
[ ${#faults[@]} -gt 0 ] || faults=("${every_fault[@]}")

make_scratch failover
finish() {
  local status=$?
  trap - EXIT INT TERM
  local pid
  for pid in "${pids[@]}"; do end "$pid" 10; done
  stop_cluster
  rm -rf "$scratch"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

missing=()
find_postgres >/dev/null || missing+=(postgresql)
for program in patroni etcd haproxy; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || missing+=("$(case $program in etcd) echo etcd-server ;; *) echo "$program" ;; esac)")
done
PATH=$PATH:/usr/sbin
if [ ${#missing[@]} -gt 0 ] && ! install_packages "${missing[@]}"; then
  echo "This needs the Debian packages ${missing[*]}; they are not here and could not be installed." >&2
  exit 2
fi
pg_bin=$(find_postgres)
choose_account
build_server
make_network
[ -n "$namespaces" ] || say "No network namespaces (they need root): 'cut' is not run."

say "PostgreSQL $("$pg_bin/postgres" --version | cut -d' ' -f3), $(patroni --version), ttl $ttl_seconds s"
start_cluster
say "The cluster is whole: the leader is n$(leader)"

rows="$scratch/rows.jsonl"
: >"$rows"
failed=0

# How long a grant was not to be had, from the record as it is now.
felt() { node "$record" outage "--record=$1" "--at=$2" "--until=$(now_ms)"; }
sells_again() { [ "$(felt "$1" "$2" | field firstSeconds)" != null ]; }
sells_now() { # what was asked for after the fault, and in the last two seconds
  local lately
  lately=$(($(now_ms) - 2000))
  sells_again "$1" $((lately > $2 ? lately : $2))
}

# What is acknowledged so far, held against the ledger while the selling goes on. What is wrong is said on standard error.
audit_so_far() { # record
  "${beside_server[@]}" node "$record" audit "--url=$url" "--record=$1" "--before=$(date -u +%FT%T.%3NZ)"
}

try() { # way, fault, record, connection string
  local way=$1 fault=$2 file=$3 primary standby at row audited verified back=true before=0
  wait_until 150 "the cluster is whole again" is_whole || return 1
  sleep 3
  primary=$(leader)
  is_primary "$primary" || { say "n$primary is no primary"; return 1; }
  local standbys=()
  for standby in "${nodes[@]}"; do [ "$standby" = "$primary" ] || standbys+=("$standby"); done
  case $fault in
    standbys-*)
      for standby in "${standbys[@]}"; do break_node frozen "$standby"; done
      at=$(now_ms)
      # Long enough that waits for the standby are cut short and callers come again with their keys; shorter than the ttl.
      sleep 13
      # What was asked for after the freeze must not have been granted: it is on one disk.
      if sells_again "$file" "$at"; then
        say "$way, $fault: granted without a standby"
        failed=1
      fi
      before=13
      if [ "$fault" = standbys-frozen-then-killed ]; then break_node killed "$primary"; fi
      for standby in "${standbys[@]}"; do mend_node frozen "$standby"; done
      at=$(now_ms)
      ;;
    *)
      break_node "$fault" "$primary"
      at=$(now_ms)
      ;;
  esac
  # Without Patroni the primary goes on until its lease is over; only then it shows what becomes of it.
  if [ "$fault" = patroni-killed ]; then sleep $((ttl_seconds + 8)); fi
  wait_until 90 "sells again" sells_now "$file" "$at" || back=false
  sleep 2
  row=$(felt "$file" "$at")
  case $fault in
    standbys-frozen) ;;
    standbys-frozen-then-killed) mend_node killed "$primary" ;;
    *) mend_node "$fault" "$primary" ;;
  esac
  if [ "$back" = false ]; then
    # Not by itself, but with the primary's return it must.
    wait_until 90 "sells again with everything mended" sells_now "$file" "$at" || return 1
    # A primary that goes on without Patroni stays a primary to who asks it itself: known, and told in docs/operations/failover.md.
    [ "$way $fault" = "hosts patroni-killed" ] || failed=1
  fi
  audited=$(audit_so_far "$file") || failed=1
  verified=$(verify "$4") || failed=1
  merge "{\"way\":\"$way\",\"fault\":\"$fault\",\"back\":$back,\"frozenSeconds\":$before}" "$audited" "$row" "{\"verify\":\"$verified\"}" | tee -a "$rows" >&2
}

merge() { node -e 'console.log(JSON.stringify(Object.assign({}, ...process.argv.slice(1).map(JSON.parse))))' "$@"; }

for way in "${ways[@]}"; do
  database="shop_$way"
  superuser "create database $database owner stampede"
  connection=$("by_$way" "$database")
  start_server "$way" "$connection"
  file="$scratch/$way.record"
  start_selling "$file"
  say "By $way: selling"
  for fault in "${faults[@]}"; do
    if [ "$fault" = cut ] && [ -z "$namespaces" ]; then continue; fi
    for ((repeat = 0; repeat < repeats; repeat++)); do try "$way" "$fault" "$file" "$connection" || die "$way, $fault: did not come back"; done
  done
  stop_selling
  audited=$("${beside_server[@]}" node "$record" audit "--url=$url" "--record=$file") || failed=1
  verified=$(verify "$connection") || failed=1
  say "By $way: $audited; verify: $verified"
  merge "{\"way\":\"$way\",\"audit\":true,\"verify\":\"$verified\"}" "$audited" >>"$rows"
  end "$server_pid" 20
  end "$seller_pid" 1
  if [ -n "${KEEP:-}" ]; then mkdir -p "$KEEP" && cp "$scratch"/*.log "$file" "$KEEP"/; fi
done

mkdir -p "$(dirname "$out")"
node "$here/report.mjs" "$rows" "$out"
exit "$failed"
