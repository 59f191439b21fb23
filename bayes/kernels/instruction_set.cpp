#include "bayes/kernels/instruction_set.h"

namespace bayes::kernels {
namespace {

std::vector<InstructionSet> detect() {
  std::vector<InstructionSet> sets;
#if defined(__x86_64__)
  // These also ask whether the operating system saves the wide registers.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    sets.push_back(InstructionSet::kAvx512);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(InstructionSet::kAvx2);
#endif
  sets.push_back(InstructionSet::kPortable);
  return sets;
}

}  // namespace

const char* name(InstructionSet set) {
  switch (set) {
    case InstructionSet::kAvx512:
      return "avx512";
    case InstructionSet::kAvx2:
      return "avx2";
    default:
      return "portable";
  }
}

const std::vector<InstructionSet>& supported_instruction_sets() {
  static const std::vector<InstructionSet> sets = detect();
  return sets;
}

}  // namespace bayes::kernels
