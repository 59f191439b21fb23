#!/usr/bin/env bash
# Measures this library side by side with plain LibTorch and writes performance.md and performance.json. Takes twenty
# minutes of a machine that does nothing else; `scripts/setup.sh` has to have run.
#   scripts/benchmark.sh [--quick] [--avx2] [--output DIR]
#     --quick    short turns, one process each
#     --avx2     everything, LibTorch's libraries too, limited to AVX2: writes performance_avx2.*
#     --output   folder to write to; docs where none is given
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"

output=docs
name=performance
processes=3
rounds=5
seconds=0.3
prediction=(--rounds 1)
while (($#)); do
  case "$1" in
    --quick)
      processes=1
      rounds=2
      seconds=0.1
      prediction=(--rounds 1 --images 500)
      shift
      ;;
    --avx2)
      export BAYES_INSTRUCTION_SET=avx2 OPENBLAS_CORETYPE=Haswell DNNL_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2
      name=performance_avx2
      shift
      ;;
    --output)
      output="${2:?benchmark: --output needs a folder}"
      shift 2
      ;;
    *)
      echo "benchmark: unknown argument '$1'; there are --quick, --avx2 and --output DIR" >&2
      exit 2
      ;;
  esac
done

revision="$(git describe --always --dirty --tags 2>/dev/null || echo unknown)"
cmake --preset benchmark
cmake --build --preset benchmark
programs="$root/build/benchmark/benchmarks"
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

# OpenBLAS takes AVX2 kernels on processors that it does not know, at half the speed; everything measured here uses it.
if grep -qw avx512vl /proc/cpuinfo; then
  export OPENBLAS_CORETYPE="${OPENBLAS_CORETYPE:-SkylakeX}"
fi
echo "benchmark: the load before is $(cut -d' ' -f1 /proc/loadavg); where it is not near 0, ratios are off"

train() {  # network, rounds
  echo "benchmark: process $process of $processes, training $1"
  "$programs/training_speed" --network "$1" --rounds "$2" --seconds "$seconds" >"$results/training.$1.$process.json"
}

predict() {  # network
  echo "benchmark: process $process of $processes, prediction $1"
  "$programs/prediction_speed" --network "$1" "${prediction[@]}" >"$results/prediction.$1.$process.json"
}

# The programs take turns, so that no program has a quiet quarter of an hour to itself.
for ((process = 1; process <= processes; ++process)); do
  train lenet5 "$rounds"
  train mlp_1200 "$rounds"
  train mlp_400 "$rounds"
  train resnet20 1  # a step takes half a second
  predict lenet5
  predict mlp_1200
  echo "benchmark: process $process of $processes, memory"
  "$programs/memory" >"$results/memory.mlp_1200.$process.json"
done

mkdir -p "$output"
python3 benchmarks/summary.py "$results" --revision "$revision" --output "$output" --name "$name"
