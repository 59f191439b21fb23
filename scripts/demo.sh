#!/usr/bin/env bash
# From nothing to a report: sets the machine up, builds, fetches MNIST, trains and compares the methods.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"

scripts/setup.sh
cmake --preset release
cmake --build --preset release --target bnn
bnn="$root/build/release/experiments/bnn"
"$bnn" data fetch mnist  # only what is missing
output="$root/runs/demo"
# --resume: what an earlier demo has done is taken as it is.
"$bnn" compare configs/mnist_compare.yaml --output "$output" --resume "$@"
echo "The report: $output/report.html"
