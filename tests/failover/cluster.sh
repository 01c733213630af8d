# shellcheck shell=bash
# Three PostgreSQL under Patroni, an etcd beside each, and HAProxy before them. Sourced by run.sh.
# As root each node has a network namespace of its own, and the server with HAProxy has one too: so a node can be cut off.
# Otherwise all of it is on 127.0.0.1, by port.

nodes=(1 2 3)
declare -A patroni_pids=() etcd_pids=()
namespaces=""

address() { if [ -n "$namespaces" ]; then echo "10.77.0.$1"; else echo 127.0.0.1; fi; }
proxy_address() { if [ -n "$namespaces" ]; then echo 10.77.0.9; else echo 127.0.0.1; fi; }
pg_port() { echo $((port_base + $1)); }
rest_port() { echo $((port_base + 10 + $1)); }
client_port() { echo $((port_base + 20 + $1)); }
peer_port() { echo $((port_base + 30 + $1)); }
proxy_port() { echo $((port_base + 40)); }
inside() { if [ -n "$namespaces" ]; then echo ip netns exec "$namespaces$1"; fi; }
hub() { if [ -n "$namespaces" ]; then echo ip netns exec "${namespaces}hub"; fi; }

make_network() {
  port_base=$((20000 + RANDOM % 400 * 100))
  [ "$(id -u)" -eq 0 ] && command -v ip >/dev/null || return 0
  local name="sfo$$-"
  ip netns add "${name}hub" 2>/dev/null || return 0
  namespaces=$name
  $(hub) ip link set lo up
  $(hub) ip link add bridge type bridge
  $(hub) ip addr add "$(proxy_address)/24" dev bridge
  $(hub) ip link set bridge up
  local i
  for i in "${nodes[@]}"; do
    ip netns add "$namespaces$i"
    $(inside "$i") ip link set lo up
    $(hub) ip link add "port$i" type veth peer name eth0 netns "$namespaces$i"
    $(hub) ip link set "port$i" master bridge up
    $(inside "$i") ip addr add "$(address "$i")/24" dev eth0
    $(inside "$i") ip link set eth0 up
  done
  # shellcheck disable=SC2207 # words
  beside_server=($(hub))
}

remove_network() {
  [ -n "$namespaces" ] || return 0
  local i pid
  for i in hub "${nodes[@]}"; do
    for pid in $(ip netns pids "$namespaces$i" 2>/dev/null); do kill -KILL "$pid" 2>/dev/null || true; done
    ip netns del "$namespaces$i" 2>/dev/null || true
  done
}

start_etcd() { # node
  local i=$1 cluster
  cluster=$(for j in "${nodes[@]}"; do printf 'n%s=http://%s:%s,' "$j" "$(address "$j")" "$(peer_port "$j")"; done)
  $(inside "$i") "${unprivileged[@]}" etcd --name "n$i" --data-dir "$scratch/n$i/etcd" --log-level error \
    --listen-client-urls "http://$(address "$i"):$(client_port "$i")" --advertise-client-urls "http://$(address "$i"):$(client_port "$i")" \
    --listen-peer-urls "http://$(address "$i"):$(peer_port "$i")" --initial-advertise-peer-urls "http://$(address "$i"):$(peer_port "$i")" \
    --initial-cluster "${cluster%,}" --initial-cluster-state new --enable-v2 --heartbeat-interval 250 --election-timeout 2500 \
    >"$scratch/n$i/etcd.log" 2>&1 &
  etcd_pids[$i]=$!
  disown
}

write_patroni() { # node
  local i=$1 hosts
  hosts=$(for j in "${nodes[@]}"; do printf '%s:%s,' "$(address "$j")" "$(client_port "$j")"; done)
  cat >"$scratch/n$i/patroni.yml" <<YAML
scope: stampede
name: n$i
restapi: {listen: "$(address "$i"):$(rest_port "$i")", connect_address: "$(address "$i"):$(rest_port "$i")"}
etcd: {hosts: "${hosts%,}"}
bootstrap:
  dcs:
    ttl: $ttl_seconds
    loop_wait: $loop_seconds
    retry_timeout: $retry_seconds
    synchronous_mode: true
    synchronous_mode_strict: $strict
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 100, shared_buffers: 64MB, wal_init_zero: "off", min_wal_size: 256MB, wal_keep_size: 256MB}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
  pg_hba:
    - host replication replicator samenet scram-sha-256
    - host all all samenet scram-sha-256
postgresql:
  listen: "$(address "$i"):$(pg_port "$i")"
  connect_address: "$(address "$i"):$(pg_port "$i")"
  data_dir: $scratch/n$i/data
  bin_dir: $pg_bin
  pgpass: $scratch/n$i/pgpass
  parameters: {unix_socket_directories: "$scratch/n$i"}
  authentication:
    superuser: {username: postgres, password: $secret}
    replication: {username: replicator, password: $secret}
    rewind: {username: rewinder, password: $secret}
YAML
}

start_patroni() { # node
  $(inside "$1") "${unprivileged[@]}" patroni "$scratch/n$1/patroni.yml" >>"$scratch/n$1/patroni.log" 2>&1 &
  patroni_pids[$1]=$!
  disown
}

start_haproxy() {
  {
    cat <<CFG
global
  maxconn 500
defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout check 1s
listen postgres
  bind $(proxy_address):$(proxy_port)
  option httpchk GET /primary
  http-check expect status 200
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
CFG
    local i
    for i in "${nodes[@]}"; do echo "  server n$i $(address "$i"):$(pg_port "$i") check port $(rest_port "$i")"; done
  } >"$scratch/haproxy.cfg"
  $(hub) haproxy -f "$scratch/haproxy.cfg" >"$scratch/haproxy.log" 2>&1 &
  haproxy_pid=$!
  pids+=("$haproxy_pid")
}

# The cluster as each node sees it, a line a node: "leader standbys-in-step synchronous-standbys", such as "2 2 1".
# One that was away may still see what was before.
cluster_views() {
  local urls=() i
  for i in "${nodes[@]}"; do urls+=("http://$(address "$i"):$(rest_port "$i")/cluster"); done
  $(hub) python3 - "${urls[@]}" <<'PY'
import json, sys, urllib.request
for url in sys.argv[1:]:
    try:
        members = json.load(urllib.request.urlopen(url, timeout=1))["members"]
    except (OSError, ValueError):
        continue
    leader = [m for m in members if m["role"] == "leader" and m["state"] == "running"]
    if not leader:
        continue
    in_step = [m for m in members if m["role"] != "leader" and m["state"] in ("running", "streaming")
               and m.get("timeline") == leader[0].get("timeline") and isinstance(m.get("lag"), int) and m["lag"] < 1 << 20]
    print(leader[0]["name"][1:], len(in_step), sum(m["role"] == "sync_standby" for m in members))
PY
}

leader() { cluster_views | cut -d' ' -f1 | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }'; }

is_primary() { # node
  [ "$($(hub) env PGPASSWORD="$secret" PGCONNECT_TIMEOUT=3 "$pg_bin/psql" -qAtX -h "$(address "$1")" -p "$(pg_port "$1")" -U postgres -d postgres -c 'select pg_is_in_recovery()')" = f ]
}

# A leader, and all others in step, one of them synchronous: so each of them says.
is_whole() {
  local views
  views=$(cluster_views)
  [ "$(wc -l <<<"$views")" -eq ${#nodes[@]} ] && [ "$(sort -u <<<"$views" | wc -l)" -eq 1 ] && [[ $views == *" 2 1" ]]
}

superuser() { # sql
  local i
  i=$(leader)
  $(hub) env PGPASSWORD="$secret" PGCONNECT_TIMEOUT=3 "$pg_bin/psql" -qAtX -v ON_ERROR_STOP=1 -h "$(address "$i")" -p "$(pg_port "$i")" -U postgres -d "${2:-postgres}" -c "$1"
}

start_cluster() {
  secret=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  local i
  for i in "${nodes[@]}"; do
    make_folder "$scratch/n$i"
    write_patroni "$i"
    chmod 644 "$scratch/n$i/patroni.yml"
    start_etcd "$i"
  done
  for i in "${nodes[@]}"; do start_patroni "$i"; done
  start_haproxy
  wait_until 120 "the cluster is whole" is_whole || { tail -n 8 "$scratch"/n?/patroni.log "$scratch"/n?/etcd.log >&2; return 1; }
  superuser "create role stampede login password '$secret'"
}

by_hosts() { # database
  local hosts
  hosts=$(for i in "${nodes[@]}"; do printf '%s:%s,' "$(address "$i")" "$(pg_port "$i")"; done)
  echo "Host=${hosts%,};Username=stampede;Password=$secret;Database=$1"
}

by_haproxy() { # database
  echo "Host=$(proxy_address);Port=$(proxy_port);Username=stampede;Password=$secret;Database=$1"
}

# PostgreSQL's main process and its children: they are in no process group together.
postgres_pids() { # node
  local main
  main=$(head -1 "$scratch/n$1/data/postmaster.pid" 2>/dev/null) || return 0
  echo "$main"
  cat "/proc/$main/task/$main/children" 2>/dev/null || true
}

signal() { # signal, pids...
  local name=$1
  shift
  kill "-$name" "$@" 2>/dev/null || true
}

# What is done to a node, and undone. All by process id.
# shellcheck disable=SC2046 # process ids, word by word
break_node() { # fault, node
  case $1 in
    killed)
      signal KILL "${patroni_pids[$2]}" $(postgres_pids "$2")
      ;;
    frozen) signal STOP "${patroni_pids[$2]}" $(postgres_pids "$2") $(postgres_pids "$2") ;;
    postgres-frozen) signal STOP $(postgres_pids "$2") $(postgres_pids "$2") ;;
    patroni-killed)
      signal KILL "${patroni_pids[$2]}"
      ;;
    cut) $(hub) ip link set "port$2" down ;;
  esac
}

# shellcheck disable=SC2046 # process ids, word by word
mend_node() { # fault, node
  case $1 in
    killed | patroni-killed) start_patroni "$2" ;;
    frozen | postgres-frozen) signal CONT $(postgres_pids "$2") "${patroni_pids[$2]}" ;;
    cut) $(hub) ip link set "port$2" up ;;
  esac
}

stop_cluster() {
  local i
  for i in "${nodes[@]}"; do
    mend_node frozen "$i"
    # shellcheck disable=SC2046 # process ids, word by word
    signal KILL "${patroni_pids[$i]:-}" $(postgres_pids "$i") "${etcd_pids[$i]:-}"
  done
  remove_network
}
