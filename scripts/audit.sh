#!/usr/bin/env bash
# Looks for packages with known holes, NuGet's and npm's. Fails where a registry names one; where a registry does not
# tell (a mirror without that data, no network), says so and goes on. Takes three minutes at most.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

bounded() {
  if command -v timeout >/dev/null; then timeout --kill-after=5 60 "$@"; else "$@"; fi
}

# Without a source of its own for audits, NuGet says "none" where it was told nothing; with one, it tells the two apart.
nuget_config() {
  local url number=0 sources=""
  while read -r url; do
    number=$((number + 1))
    sources="$sources<add key=\"source$number\" value=\"$url\" />"
  done < <(dotnet nuget list source --format short | sed -n 's/^E[^ ]* //p')
  echo "<configuration><packageSources>$sources</packageSources><auditSources>$sources</auditSources></configuration>"
}

audit_nuget() {
  local status=0
  nuget_config >"$work/nuget.config"
  bounded dotnet list Stampede.slnx package --vulnerable --include-transitive --config "$work/nuget.config" >"$work/nuget" 2>&1 || status=$?
  if grep -q "has the following vulnerable packages" "$work/nuget"; then
    grep -E "has the following|^ *>" "$work/nuget"
    failed=1
  elif grep -q "did not provide any vulnerability data" "$work/nuget"; then
    echo "NuGet: NOT AUDITED, the source has no data about vulnerabilities."
  elif [ "$status" -ne 0 ]; then
    echo "NuGet: NOT AUDITED: $(grep -v '^ *$' "$work/nuget" | tail -n 1)"
  else
    echo "NuGet: no package with a known vulnerability."
  fi
}

audit_npm() {
  bounded npm audit --prefix "$1" --package-lock-only --json >"$work/npm" 2>"$work/npm.error" || true
  node - "$work/npm" "$1" <<'JS' || failed=1
const text = require("fs").readFileSync(process.argv[2], "utf8");
let report = {};
try { report = JSON.parse(text); } catch { /* No report: told below. */ }
const found = Object.values(report.vulnerabilities ?? {});
const where = process.argv[3];
for (const { name, severity, range } of found) console.log(`npm: ${name} ${range} (${severity}) in ${where}`);
if (!report.auditReportVersion) console.log(`npm: NOT AUDITED (${where}): ${(report.message ?? "no answer").slice(0, 200)}`);
else if (found.length === 0) console.log(`npm: no package with a known vulnerability. (${where})`);
process.exit(found.length === 0 ? 0 : 1);
JS
}

audit_nuget
audit_npm web
audit_npm clients/typescript
exit "$failed"
