#include "bayes/kernels/instruction_set.h"

#include <algorithm>
#include <cstdlib>

#include "bayes/core/error.h"

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

std::vector<InstructionSet> limited_to(std::vector<InstructionSet> sets, const std::string& limit) {
  if (limit.empty()) return sets;
  InstructionSet best = InstructionSet::kPortable;
  bool known = false;
  for (const auto set : {InstructionSet::kPortable, InstructionSet::kAvx2, InstructionSet::kAvx512}) {
    if (limit != name(set)) continue;
    best = set;
    known = true;
  }
  if (!known) {
    throw Error("there is no instruction set \"" + limit + "\"", "BAYES_INSTRUCTION_SET",
                "choose of portable, avx2, avx512, or leave it unset");
  }
  sets.erase(
      std::remove_if(sets.begin(), sets.end(),
                     [&](InstructionSet set) { return static_cast<int>(set) > static_cast<int>(best); }),
      sets.end());
  return sets;
}

const std::vector<InstructionSet>& supported_instruction_sets() {
  static const std::vector<InstructionSet> sets = [] {
    const char* limit = std::getenv("BAYES_INSTRUCTION_SET");
    return limited_to(detect(), limit == nullptr ? "" : limit);
  }();
  return sets;
}

}  // namespace bayes::kernels
