#!/usr/bin/env bash
# Every test there is: build, format, the web app's checks and tests, and all test projects, the browser's included.
# "./test.sh fast": what is decided without a database or a browser, in less than two minutes.
# The last line is "N passed, N failed". Ctrl-C ends everything.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/requirements.sh
. scripts/requirements.sh
require_tools
exec node scripts/suites.mjs "$@"
