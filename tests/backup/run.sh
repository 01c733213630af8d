#!/usr/bin/env bash
# Takes backups of a Stampede that is selling, loses its disk, restores, and holds the books against what customers were
# told: pg_basebackup with an archive of the WAL, restored to a point in time and to the archive's end; and the embedded
# PostgreSQL, copied while it runs. The steps are those of docs/operations/backup.md. Takes about a minute.
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
for program in curl node; do command -v "$program" >/dev/null || { echo "This needs $program." >&2; exit 2; }; done
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

# With a numeric zone: PostgreSQL reads recovery_target_time before it knows the names of zones, Z included.
now() { date -u +%FT%T.%3N+00:00; }

# The restored books: they balance, all is there that was told by one time, nothing that was asked for after another, and
# it sells on.
hold_against() { # what, record, told by, asked for after, connection string, data directory
  local audited verified
  verified=$(verify "$5" "${6:-}") || die "$1: verify says: $verified"
  start_server restored "$5" "${6:-}"
  audited=$(node "$record" audit "--url=$url" "--record=$2" "--before=$3" "--nothing-after=$4") || die "$1: $audited"
  honour_one "$2" || die "$1: what was sold after it could not be honoured"
  start_selling "$scratch/afterwards.record" --customers=4
  stop_selling
  node "$record" audit "--url=$url" "--record=$scratch/afterwards.record" >/dev/null || die "$1: what it sold afterwards is not right"
  end "$server_pid" 20
  verified=$(verify "$5" "${6:-}") || die "$1: verify says afterwards: $verified"
  say "$1: $verified $audited"
}

api() { # method, path, body
  curl -fsS -X "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' ${3:+-d "$3"} "$url/api/v1$2"
}

# As the shop does with a purchase that the restored books do not have: the drop is paused, its unit taken out of the stock.
honour_one() { # record
  local drop variant total left
  token=$(curl -fsS -H 'Content-Type: application/json' -d "{\"email\":\"$STAMPEDE_OPERATOR_EMAIL\",\"password\":\"$STAMPEDE_OPERATOR_PASSWORD\"}" \
    "$url/api/v1/accounts/sign-in" | field accessToken)
  drop=$(head -1 "$1" | field id)
  api POST "/drops/$drop/pause" >/dev/null
  api GET "/drops/$drop/purchases.csv" >"$scratch/purchases.csv"
  [ "$(wc -l <"$scratch/purchases.csv")" -gt 1 ]
  read -r variant total < <(api GET "/drops/$drop" | node -e 'const [{ id, total }] = JSON.parse(require("fs").readFileSync(0)).variants; console.log(id, total)')
  api POST "/drops/$drop/variants/$variant/adjustments" '{"change": -1, "reason": "Sold after the restored point"}' >/dev/null
  left=$(api GET "/drops/$drop" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).variants[0].total)')
  api POST "/drops/$drop/resume" >/dev/null
  [ "$left" -eq $((total - 1)) ]
}

restore() { # base backup, archive of the new cluster, settings of recovery...
  local base=$1 next=$2
  shift 2
  "${unprivileged[@]}" "$pg_bin/pg_verifybackup" --quiet "$base"
  "${unprivileged[@]}" tee -a "$base/postgresql.conf" >/dev/null <<CONF
archive_command = 'test ! -f $next/%f && cp %p $next/%f.part && mv $next/%f.part $next/%f'
restore_command = 'cp $archive/%f %p'
recovery_target_action = promote
$(printf '%s\n' "$@")
CONF
  "${unprivileged[@]}" touch "$base/recovery.signal"
  start_postgres "$base"
  wait_until 60 "the restore has come to its end" is_primary
}

point_in_time() {
  sockets="$scratch/sockets"
  archive="$scratch/archive"
  local data="$scratch/main/data" base="$scratch/base/data" copy="$scratch/base/copy" by folder
  for folder in "$sockets" "$archive" "$archive-2" "$archive-3" "$scratch/main" "$scratch/base"; do make_folder "$folder"; done
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
  local soon=$(($(count reserved "$file") + 500))
  wait_until 30 "some more is sold after the backup" sold_at_least "$file" "$soon"
  local target last archived
  target=$(now)
  wait_until 30 "some more is sold after the target" sold_at_least "$file" $((soon + 500))
  archived=$(now)
  last=$(ask shop 'select pg_walfile_name(pg_switch_wal())')
  wait_until 30 "the WAL is archived" has_archived "$last"
  wait_until 30 "some more is sold after that" sold_at_least "$file" $((soon + 1000))
  # The disk is lost under way: what is open then gets no answer any more.
  stop_postgres "$data" immediate
  local lost_at
  lost_at=$(now)
  rm -rf "$data"
  end "$seller_pid" 5
  end "$server_pid" 20

  "${unprivileged[@]}" cp -a "$base" "$copy"
  restore "$base" "$archive-2" "recovery_target_time = '$target'"
  hold_against "pg_basebackup and archive, restored to $target" "$file" "$target" "$target" "$by"
  stop_postgres "$base" fast

  restore "$copy" "$archive-3"
  hold_against "pg_basebackup and archive, restored to its end" "$file" "$archived" "$lost_at" "$by"
  stop_postgres "$copy" fast
}

# One session from the start to the stop of the backup: psql's \! copies within it. The slot keeps the WAL that the copy needs, and ends with the session.
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
  chown --reference="$cluster" "$2/postgres/backup_label" "$2/postgres/pg_wal/archive_status"
}

embedded() {
  local data="$scratch/embedded" file="$scratch/embedded.record" before after
  start_server embedded "" "$data"
  start_selling "$file" --customers=16
  before=$(now)
  copy_embedded "$data" "$scratch/copy"
  after=$(now)
  wait_until 30 "some more is sold after the copy" sold_at_least "$file" $(($(count reserved "$file") + 500))
  stop_selling
  end "$server_pid" 20
  rm -rf "$data"
  hold_against "the embedded PostgreSQL, copied while it ran" "$file" "$before" "$after" "" "$scratch/copy"
}

point_in_time
embedded
say "Both backups hold."
