#!/usr/bin/env bash
# Installs the Debian packages that tests are made with, where they are missing and it may. Never fails: the browser suite says
# that it has no chromium, and a test that cannot do without another one says that it was skipped, and why.
set -uo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT

missing=()
command -v chromium >/dev/null || missing+=(chromium)
# With what deploy/try.sh tries them; another one than Debian's will do.
for program in haproxy:haproxy nginx:nginx-light caddy:caddy docker-compose:docker-compose kubectl:kubernetes-client systemd-analyze:systemd openssl:openssl; do
  PATH=$PATH:/usr/sbin command -v "${program%%:*}" >/dev/null || missing+=("${program#*:}")
done
for package in libfaketime iproute2 pgbouncer; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  exit 0
fi

sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo -n"; fi
echo "Installing ${missing[*]}"
# shellcheck disable=SC2086 # empty, or two words
if ! { command -v apt-get && $sudo apt-get update -qq \
  && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 5 "$log"
  echo "Not installed: ${missing[*]} (on Debian: apt-get install ${missing[*]})"
fi
