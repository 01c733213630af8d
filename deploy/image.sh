#!/usr/bin/env bash
# Makes Stampede's image, without Docker, a daemon or a registry of images: the base from Debian's packages (mmdebstrap), the rest with buildah.
#   deploy/image.sh [--out=FILE] [--load] [--standalone]
#     --out=FILE     an OCI archive (default: artifacts/stampede-image.tar); "podman load -i FILE" and "skopeo copy oci-archive:FILE docker://…" take it
#     --load         into this machine's own store of Podman and buildah too, as stampede:latest
#     --standalone   with the embedded PostgreSQL, for trying it out
# As root, on Debian. What git knows of goes into the image, changes that are not committed included, and nothing else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=artifacts/stampede-image.tar load="" standalone=""
for option in "$@"; do
  case $option in
    --out=*) out=${option#--out=} ;;
    --load) load=yes ;;
    --standalone) standalone=--standalone ;;
    *) echo "There is no option $option: see the head of $0." >&2; exit 2 ;;
  esac
done
for program in dotnet node mmdebstrap buildah; do
  if ! command -v "$program" >/dev/null; then
    echo "Missing: $program" >&2
    exit 1
  fi
done

scratch=$(mktemp -d)
# Its own store: nothing is left behind, and nothing that is there is touched.
buildah=(buildah --root "$scratch/store" --runroot "$scratch/run" --storage-driver vfs)
clear_up() {
  "${buildah[@]}" rm --all >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap clear_up EXIT

echo "1 of 3: publishing the server"
mkdir "$scratch/source"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --no-dereference -t "$scratch/source" --
"$scratch/source/deploy/publish.sh" "$scratch/out" $standalone
# Everybody may read it: it is owned by root, and run by another.
chmod -R a+rX "$scratch/out"

echo "2 of 3: the base, of Debian's packages"
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
mkdir "$scratch/base"
# No package manager and no manuals. This machine's own sources of packages stay out.
mmdebstrap --quiet --mode=root --variant=essential --include=ca-certificates,libgcc-s1,libssl3,libstdc++6,tzdata \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --customize-hook='echo "app:x:1654:1654:Stampede:/data:/usr/sbin/nologin" >> "$1/etc/passwd"' \
  --customize-hook='echo "app:x:1654:" >> "$1/etc/group"' \
  "$codename" "$scratch/base.tar"

echo "3 of 3: the image"
"${buildah[@]}" from --name base scratch >/dev/null
"${buildah[@]}" add --quiet base "$scratch/base.tar" / >/dev/null
"${buildah[@]}" run --isolation chroot base -- sh -c 'rm -rf /etc/apt /var/lib/apt /var/cache/* /var/log/*'
rm -f "$("${buildah[@]}" mount base)"/etc/{resolv.conf,hostname}
"${buildah[@]}" commit --quiet base stampede-base >/dev/null
sed -n '/^FROM .* AS image/,$p' deploy/Containerfile | sed '1i ARG RUNTIME' > "$scratch/Containerfile"
mkdir "$scratch/empty" "$scratch/out-root"
mv "$scratch/out" "$scratch/out-root/out"
"${buildah[@]}" build --quiet --isolation chroot --layers=false --timestamp 0 --build-arg RUNTIME=localhost/stampede-base --build-context build="$scratch/out-root" \
  -t stampede -f "$scratch/Containerfile" "$scratch/empty" >/dev/null
mkdir -p "$(dirname "$out")"
rm -f "$out"
"${buildah[@]}" push --quiet stampede "oci-archive:$out:stampede:latest"
if [ -n "$load" ]; then buildah pull --quiet "oci-archive:$out" >/dev/null; fi
echo "Made $out ($(($(stat -c %s "$out") / 1000000)) MB)"
