#!/usr/bin/env bash
# Takes backups of a Stampede that is selling, loses its disk, restores, and holds the books against what customers were
# told: pg_basebackup with an archive of the WAL, restored to a point in time; and the embedded PostgreSQL, copied while
# it runs. The steps are those of docs/operations.md. Takes under a minute.
# Exit code 1: something is missing or does not balance; 2: it cannot be tried here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/recording/scratch.sh
. "$here/../recording/scratch.sh"

make_scratch backup
postgres_folder=""
finish() {
  local status=$?
  trap - EXIT INT TERM
  local pid
  for pid in "${pids[@]}"; do end "$pid" 20; done
  if [ -n "$postgres_folder" ]; then stop_postgres "$postgres_folder" immediate; fi
  rm -rf "$scratch"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

if ! find_postgres >/dev/null && ! install_packages postgresql; then
  echo "This needs PostgreSQL 15 or newer with pg_basebackup (Debian: postgresql); it is not here and could not be installed." >&2
  exit 2
fi
pg_bin=$(find_postgres)
choose_account
build_server

start_postgres() { # folder
  "${unprivileged[@]}" "$pg_bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$1" --log="$1.log" >/dev/null || { tail -n 20 "$1.log" >&2; return 1; }
  postgres_folder=$1
}

stop_postgres() { # folder, mode
  "${unprivileged[@]}" "$pg_bin/pg_ctl" stop --silent --wait --timeout=60 --mode="$2" --pgdata="$1" >/dev/null 2>&1 || true
  postgres_folder=""
}

ask() { "$pg_bin/psql" -qAtX -v ON_ERROR_STOP=1 -h "$sockets" -U stampede -d "$1" -c "$2"; }

has_archived() { [ "$(ask shop "select last_archived_wal >= '$1' from pg_stat_archiver")" = t ]; }

is_primary() { [ "$(ask shop 'select pg_is_in_recovery()')" = f ]; }

count() { grep -c "\"kind\":\"$1\"" "$2" || true; }

# The restored books: they balance, nothing is missing that was told before the time given, and it sells on.
hold_against() { # what, record, time, connection string, data directory
  local audited verified
  verified=$(verify "$4" "$5") || die "$1: verify says: $verified"
  start_server restored "$4" "$5"
  audited=$("${beside_server[@]}" node "$record" audit "--url=$url" "--record=$2" "--before=$3") || die "$1: $audited"
  start_selling "$scratch/afterwards.record" --customers=4
  stop_selling
  node "$record" audit "--url=$url" "--record=$scratch/afterwards.record" >/dev/null || die "$1: what it sold afterwards is not right"
  end "$server_pid" 20
  say "$1: $verified $audited"
  [ "$(field inLedger <<<"$audited")" -lt "$(count reserved "$2")" ] || die "$1: the restore did not stop before the end, so it shows nothing"
}

point_in_time() {
  sockets="$scratch/sockets"
  local data="$scratch/main/data" archive="$scratch/archive" base="$scratch/base/data" by
  make_folder "$sockets"
  make_folder "$scratch/main"
  make_folder "$archive"
  make_folder "$scratch/base"
  "${unprivileged[@]}" "$pg_bin/initdb" --pgdata="$data" --username=stampede --auth=trust --encoding=UTF8 --no-locale --data-checksums >/dev/null
  "${unprivileged[@]}" tee -a "$data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$sockets'
min_wal_size = 256MB
archive_mode = on
archive_command = 'test ! -f $archive/%f && cp %p $archive/%f.part && mv $archive/%f.part $archive/%f'
archive_timeout = 60
CONF
  start_postgres "$data"
  ask postgres 'create database shop'
  by="Host=$sockets;Username=stampede;Database=shop"
  start_server main "$by"
  local file="$scratch/main.record"
  start_selling "$file" --customers=16

  "${unprivileged[@]}" "$pg_bin/pg_basebackup" -h "$sockets" -U stampede --pgdata="$base" --checkpoint=fast --wal-method=stream
  "${unprivileged[@]}" "$pg_bin/pg_verifybackup" --quiet "$base"
  local soon=$(($(count reserved "$file") + 500))
  wait_until 30 "some more is sold after the backup" sold_at_least "$file" "$soon"
  local target last
  target=$(ask shop "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US"+00"')")
  wait_until 30 "some more is sold after the target" sold_at_least "$file" $((soon + 500))
  last=$(ask shop 'select pg_walfile_name(pg_switch_wal())')
  wait_until 30 "the WAL is archived" has_archived "$last"
  # The disk is lost under way: what is open then gets its answer from what is restored, or none.
  stop_postgres "$data" immediate
  rm -rf "$data"
  end "$seller_pid" 5
  end "$server_pid" 20

  "${unprivileged[@]}" tee -a "$base/postgresql.conf" >/dev/null <<CONF
restore_command = 'cp $archive/%f %p'
recovery_target_time = '$target'
recovery_target_action = promote
CONF
  "${unprivileged[@]}" touch "$base/recovery.signal"
  start_postgres "$base"
  wait_until 60 "the restore has come to its target" is_primary
  hold_against "pg_basebackup and archive, restored to $target" "$file" "$target" "$by"
  stop_postgres "$base" fast
}

# One session from the start to the stop of the backup: psql's \! copies within it. The slot keeps the WAL that the copy needs.
copy_embedded() { # data directory, copy
  local cluster="$1/postgres"
  sockets=$(sed -n 5p "$cluster/postmaster.pid")
  mkdir -p "$2"
  "$pg_bin/psql" -qAtX -v ON_ERROR_STOP=1 -h "$sockets" -U stampede -d stampede >"$2.label" <<SQL
set statement_timeout = 0;
\o /dev/null
select pg_create_physical_replication_slot('backup', true, true);
select pg_backup_start('backup', true);
\! cp -a "$cluster" "$2/postgres" 2>"$2.missed" || true
\! find "$2/postgres/pg_wal" "$2/postgres/pg_replslot" -mindepth 1 -delete; mkdir "$2/postgres/pg_wal/archive_status"; rm -f "$2"/postgres/postmaster.* "$2"/postgres/pg_internal.init
\o
select labelfile from pg_backup_stop(false);
\! find "$cluster/pg_wal" -maxdepth 1 -type f -exec cp -a {} "$2/postgres/pg_wal/" \;
SQL
  mv "$2.label" "$2/postgres/backup_label"
}

embedded() {
  local data="$scratch/embedded" file="$scratch/embedded.record" before
  start_server embedded "" "$data"
  start_selling "$file" --customers=16
  before=$(node -e 'console.log(new Date().toISOString())')
  copy_embedded "$data" "$scratch/copy"
  ask stampede "select pg_drop_replication_slot('backup')" >/dev/null
  wait_until 30 "some more is sold after the copy" sold_at_least "$file" $(($(count reserved "$file") + 500))
  stop_selling
  end "$server_pid" 20
  rm -rf "$data"
  hold_against "the embedded PostgreSQL, copied while it ran" "$file" "$before" "" "$scratch/copy"
}

point_in_time
embedded
say "Both backups hold."
