#!/usr/bin/env bash
# Sets the machine up, builds, fetches MNIST and runs all tests; arguments go to ctest.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"

scripts/setup.sh --tests
cmake --preset release
cmake --build --preset release
build/release/experiments/bnn data fetch mnist  # only what is missing
# Last, so that its summary is what stays on the screen.
ctest --preset release "$@"
