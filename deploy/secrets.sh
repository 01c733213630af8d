#!/usr/bin/env bash
# Makes the secrets that compose.yaml and the overlays of kubernetes/ take, in secrets/ beside this file: a file each, random where it can be.
# What is there already stays. Run it again after you have changed one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
mkdir -p secrets

# The containers' users read them, and are none of this machine: the folder keeps everybody else out.
make() {
  if [ ! -e "secrets/$1" ]; then
    printf '%s\n' "$2" > "secrets/$1"
    chmod 444 "secrets/$1"
    echo "made deploy/secrets/$1"
  fi
}
random() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

make postgres-password "$(random)"
make connection-string "Host=postgres;Database=stampede;Username=stampede;Password=$(cat secrets/postgres-password)"
make operator-password "$(random)"
