#!/usr/bin/env bash
# What an image has of Stampede: OUT/app, which brings .NET along, and OUT/data, which is empty. Run in a copy of the sources, for it changes lock files.
#   deploy/publish.sh OUT [--standalone]     --standalone: with the embedded PostgreSQL, for trying it out
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$1
embedded=-p:SkipEmbeddedPostgres=true
if [ "${2:-}" = --standalone ]; then embedded=-p:SkipEmbeddedPostgres=false; fi
case $(uname -m) in
  x86_64) runtime=linux-x64 ;;
  aarch64 | arm64) runtime=linux-arm64 ;;
  *) echo "There is no NetVips for $(uname -m)." >&2; exit 1 ;;
esac
# Natives of one platform alone, and no files for debuggers.
dotnet publish src/Stampede.Server -c Release -r "$runtime" --self-contained -v quiet --nologo "$embedded" -p:DebugType=none -p:PublishDocumentationFiles=false -o "$out/app"
find "$out/app" -name '*.pdb' -delete
mkdir -p "$out/data"
