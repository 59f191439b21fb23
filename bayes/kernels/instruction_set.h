#pragma once

#include <string>
#include <vector>

namespace bayes::kernels {

/// What a kernel may be compiled for. The build compiles the `x_loops.h` of a kernel `x` once for each set,
/// with its flags; which of them runs is decided when the program runs: see dispatch.h.
enum class InstructionSet {
  kPortable,  ///< whatever the compiler takes for granted; on x86-64 that is SSE2
  kAvx2,      ///< AVX2 and FMA; fused only where a kernel says so, since fusing rounds once instead of twice
  kAvx512,    ///< AVX-512 F, BW, DQ, VL
};

/// "portable", "avx2", "avx512".
const char* name(InstructionSet set);

/// The sets that this processor and its operating system can run, best first; the last is always `kPortable`.
/// The environment variable BAYES_INSTRUCTION_SET takes away those that are better than the one it names: to
/// measure, or to get the bits of another machine. Throws `Error` where it names none.
const std::vector<InstructionSet>& supported_instruction_sets();

/// `sets` from the one called `limit` on; all where `limit` is empty. Throws `Error` where no set has that
/// name.
std::vector<InstructionSet> limited_to(std::vector<InstructionSet> sets, const std::string& limit);

}  // namespace bayes::kernels
