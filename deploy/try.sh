#!/usr/bin/env bash
# Tries what lies in deploy/ on this machine, piece by piece, and says of each: ok, FAILED or SKIPPED, and why.
#   deploy/try.sh                 what takes a minute: the proxies, systemd, compose, kubernetes (./test.sh runs it)
#   deploy/try.sh all             the image too, from nothing to a server that runs read-only, and a crowd through each proxy
#   deploy/try.sh haproxy image   these pieces alone
#   deploy/try.sh --out=DIR       keeps what was rendered for Kubernetes there
# Where a tool is missing and it may (as root, on Debian), it installs the package. Builds nothing but the image: dotnet build -c Release comes first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec node deploy/try/main.mjs "$@"
