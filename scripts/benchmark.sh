#!/usr/bin/env bash
# Measures this library side by side with plain LibTorch and writes performance.md, its pictures and performance.json.
# Takes twenty-five minutes of a machine that does nothing else; `scripts/setup.sh` has to have run.
#   scripts/benchmark.sh [--quick] [--avx2] [--output DIR]
#     --quick    short turns, one process each: two minutes, and numbers that only show that everything runs
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
short_rounds=3                             # where variants are many and none is a goal
residual=(--rounds 1)                      # a step takes half a second
prediction=(--images 10000 --libtorch-images 2000)
growth=(--seconds 0.3 --images 2000)
parts=(--rounds 5 --seconds 0.05)
variance=(--epochs 3 --repeats 50 --seconds 0.3)
while (($#)); do
  case "$1" in
    --quick)
      processes=1
      rounds=1
      seconds=0.1
      short_rounds=1
      residual=(--rounds 1 --batch-size 16)
      prediction=(--images 250 --libtorch-images 250 --passes 1)
      growth=(--seconds 0.05 --images 250)
      parts=(--rounds 1 --seconds 0.02)
      variance=(--epochs 1 --repeats 2 --seconds 0.02)
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

measure() {  # what, network, program and its options
  echo "benchmark: process $process of $processes, $1, $2"
  "$programs/$3" "${@:4}" >"$results/$1.$2.$process.json"
}

train() {  # network, options
  measure training "$1" training_speed --network "$1" --seconds "$seconds" "${@:2}"
}

# The programs take turns, so that no program has a quiet quarter of an hour to itself.
for ((process = 1; process <= processes; ++process)); do
  train lenet5 --rounds "$rounds" --members 5
  train mlp_1200 --rounds "$rounds" --members 5
  train mlp_400 --rounds "$rounds"
  train resnet20 "${residual[@]}"
  for network in lenet5 mlp_1200; do
    for size in 32 512; do
      measure "training_$size" "$network" training_speed --network "$network" --batch-size "$size" --threads 2 \
        --rounds "$short_rounds" --seconds "$seconds"
    done
    measure prediction "$network" prediction_speed --network "$network" "${prediction[@]}"
    measure variance "$network" gradient_variance --network "$network" "${variance[@]}"
    measure phases "$network" step_phases --network "$network" "${parts[@]}"
  done
  measure growth all growth "${growth[@]}"
  measure kernels all kernel_speed "${parts[@]}"
done

mkdir -p "$output"
PYTHONDONTWRITEBYTECODE=1 python3 benchmarks/summary.py "$results" --revision "$revision" --output "$output" --name "$name"
