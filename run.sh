#!/usr/bin/env bash
# Builds Stampede and starts it, with demo drops on an embedded PostgreSQL. Arguments and environment go on to the
# server; the settings are in the README.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/requirements.sh
. "$root/scripts/requirements.sh"
require_tools

# With fewer, .NET itself may end without a word. It raises the soft limit to the hard one.
files=$(ulimit -Hn)
if [ "$files" != unlimited ] && [ "$files" -lt 466 ]; then
  echo "This shell lets a program open $files files; Stampede needs 466 or more. Raise the limit (ulimit -n)." >&2
  exit 1
fi

# In a subshell: the SDK is chosen by the global.json above the current folder.
(cd "$root" && dotnet build src/Stampede.Server --configuration Release --verbosity quiet)

export Stampede__Demo="${Stampede__Demo:-true}"
# Test cards: no money moves.
export Stampede__Payments__Provider="${Stampede__Payments__Provider:-test}"
export Stampede__DataDirectory="${Stampede__DataDirectory:-$root/data}"
# In place of this shell, so that Ctrl-C and signals reach the server itself. A job in the background of a script has
# SIGINT ignored, and the server would inherit that.
start=()
if env --default-signal=INT true 2>/dev/null; then start=(env --default-signal=INT); fi
exec ${start[@]+"${start[@]}"} dotnet "$root/src/Stampede.Server/bin/Release/net10.0/Stampede.Server.dll" "$@"
