#!/usr/bin/env bash
# Runs a command on the last commit in a bare Debian of another release: a root folder that debootstrap makes, in which
# nothing is installed but what the command installs itself. Needs root and debootstrap.
#   scripts/in_debian.sh RELEASE COMMAND [argument …]
#     scripts/in_debian.sh trixie scripts/test.sh                        # Debian 13, every test
#     scripts/in_debian.sh trixie scripts/test.sh --label-exclude slow   # without those that run the program
#     scripts/in_debian.sh bookworm scripts/demo.sh                      # what a new user of Debian 12 does first
# The root stays in build/roots/RELEASE and is used again; delete the folder for a fresh one. apt's and npm's settings
# and the certificates of this machine hold in it.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
release="${1:?in_debian: name a release of Debian, bookworm or trixie}"
shift
: "${1:?in_debian: give a command to run there, scripts/test.sh or scripts/demo.sh}"
if [[ "$(id -u)" -ne 0 ]]; then
  echo "in_debian: only root can change the root folder; run it by sudo" >&2
  exit 1
fi
if ! command -v debootstrap >/dev/null; then
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends debootstrap
fi

folder="$root/build/roots/$release"
sources="$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true)"
mirror="$(sed -nE 's/^(URIs:|deb) *(\[[^]]*\] *)?(https?:[^ ]*\/debian)\/?( .*)?$/\3/;T;p;q' <<<"$sources")"
if [[ ! -e "$folder/.bare" ]]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  debootstrap --variant=minbase "$release" "$folder" ${mirror:+"$mirror"}
  touch "$folder/.bare"
fi

cp /etc/resolv.conf /etc/hosts "$folder/etc/"
for file in /etc/apt/apt.conf.d/99*; do
  [[ -e "$file" ]] && cp "$file" "$folder/etc/apt/apt.conf.d/"
done
# In a file of their own: the package ca-certificates writes its file anew when it is installed there.
certificates=/usr/local/share/certificates_of_this_machine.crt
cp -L /etc/ssl/certs/ca-certificates.crt "$folder$certificates"
echo "Acquire::https::CaInfo \"$certificates\";" >"$folder/etc/apt/apt.conf.d/99certificates"
trap 'rm -f "$folder/root/.npmrc"' EXIT  # it may hold what others must not read
[[ -e "$HOME/.npmrc" ]] && sed "s|^cafile *=.*|cafile=$certificates|" "$HOME/.npmrc" >"$folder/root/.npmrc"

# The last commit, not the working tree. Data that are there need not be fetched again.
mkdir -p "$folder/work"
rm -rf "$folder/work/fresh" "$folder/work/source"
git -c safe.directory='*' clone --quiet --no-hardlinks "$root" "$folder/work/fresh"
mv "$folder/work/fresh" "$folder/work/source"
if [[ -d "$root/data/mnist" ]]; then
  mkdir -p "$folder/work/source/data"
  cp -r "$root/data/mnist" "$folder/work/source/data/"
fi

# /proc and /dev are there for this command alone: whatever ends it, nothing stays mounted in the folder.
unshare --mount --propagation private bash -c 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec "$@"' "$folder" \
  chroot "$folder" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CI="${CI-}" \
  SSL_CERT_FILE="$certificates" NODE_EXTRA_CA_CERTS="$certificates" \
  ${OPENBLAS_CORETYPE:+OPENBLAS_CORETYPE="$OPENBLAS_CORETYPE"} \
  sh -c 'cd /work/source && exec "$@"' sh "$@"
