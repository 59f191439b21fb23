#!/usr/bin/env bash
# Runs the library's tests, those that need LibTorch too, under a sanitizer. Compiles all of it once more;
# `scripts/setup.sh --tests` has to have run.
#   scripts/sanitize.sh address [gtest filter]   AddressSanitizer and UndefinedBehaviorSanitizer, leaks as well
#   scripts/sanitize.sh thread [gtest filter]    ThreadSanitizer
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root"

case "${1-}" in
  address) preset=sanitize ;;
  thread) preset=races ;;
  *)
    echo "sanitize: choose address or thread" >&2
    exit 2
    ;;
esac
cmake --preset "$preset"
cmake --build --preset "$preset" --target kernel_tests plain_tests torch_tests
export RC_PARAMS=seed=1 OMP_NUM_THREADS=1
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1}" LSAN_OPTIONS="suppressions=$root/tests/sanitizers/leaks.txt"
export TSAN_OPTIONS="suppressions=$root/tests/sanitizers/races.txt history_size=4 second_deadlock_stack=1"
for tests in kernel_tests plain_tests torch_tests; do
  "build/$preset/tests/$tests" --gtest_brief=1 ${2:+--gtest_filter="$2"}
done
