# shellcheck shell=bash
# What it takes to build Stampede. Sourced by run.sh and test.sh.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# Says everything that is missing at once, then ends the script.
require_tools() {
  local missing=0

  if ! command -v dotnet >/dev/null; then
    echo "Missing: the .NET 10 SDK. Get it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    missing=1
  elif ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "Missing: the .NET 10 SDK (here: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -)). Get it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    missing=1
  fi

  if ! command -v node >/dev/null; then
    echo "Missing: Node.js 20.19 or newer. Get it from https://nodejs.org/en/download" >&2
    missing=1
  elif ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "Missing: Node.js 20.19 or newer (here: $(node --version)). Get it from https://nodejs.org/en/download" >&2
    missing=1
  elif ! command -v npm >/dev/null; then
    echo "Missing: npm, which belongs to Node.js (on Debian and Ubuntu: apt-get install npm)" >&2
    missing=1
  fi

  if [ "$missing" -ne 0 ]; then
    exit 1
  fi
}
