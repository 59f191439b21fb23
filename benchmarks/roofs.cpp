#include "benchmarks/roofs.h"

#include <torch/types.h>

#include "bayes/kernels/instruction_set.h"
#include "benchmarks/rounds.h"

namespace benchmarks {
namespace {

using bayes::kernels::InstructionSet;

constexpr int kChains = 12;  // independent sums: more than latency times units, fewer than registers

template <int kBytes>
struct Vector {
  using Lanes [[gnu::vector_size(kBytes)]] = float;
};

// start: unknown to the compiler, which would otherwise compute equal sums once, and constant ones never.
template <int kBytes>
[[gnu::always_inline]] inline float multiply_adds(std::int64_t repeats, float start) {
  using Lanes = typename Vector<kBytes>::Lanes;
  Lanes sums[kChains];
#pragma GCC unroll 12
  for (int chain = 0; chain < kChains; ++chain) sums[chain] = Lanes{} + (start + static_cast<float>(chain));
  const Lanes factor = Lanes{} + 0.999f, addend = Lanes{} + 0.001f;
  for (std::int64_t i = 0; i < repeats; ++i) {
#pragma GCC unroll 12
    for (int chain = 0; chain < kChains; ++chain) sums[chain] = sums[chain] * factor + addend;
  }
  Lanes total = sums[0];
#pragma GCC unroll 12
  for (int chain = 1; chain < kChains; ++chain) total += sums[chain];
  float sum = 0.0f;
  for (std::size_t lane = 0; lane < kBytes / sizeof(float); ++lane) sum += total[lane];
  return sum;
}

template <int kBytes>
[[gnu::always_inline]] inline void triad(float* a, const float* b, const float* c, std::int64_t count) {
  using Lanes = typename Vector<kBytes>::Lanes;
  const Lanes factor = Lanes{} + 3.0f;
  constexpr std::int64_t kLanes = kBytes / sizeof(float);
  for (std::int64_t i = 0; i + kLanes <= count; i += kLanes) {
    Lanes from_b, from_c;
    __builtin_memcpy(&from_b, b + i, sizeof from_b);
    __builtin_memcpy(&from_c, c + i, sizeof from_c);
    from_b += factor * from_c;
    __builtin_memcpy(a + i, &from_b, sizeof from_b);
  }
}

struct Roofs {
  float (*multiply_adds)(std::int64_t repeats, float start);
  void (*triad)(float* a, const float* b, const float* c, std::int64_t count);
  double flops_per_repeat;
};

float multiply_adds_portable(std::int64_t repeats, float start) { return multiply_adds<16>(repeats, start); }
void triad_portable(float* a, const float* b, const float* c, std::int64_t count) {
  triad<16>(a, b, c, count);
}
#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] float multiply_adds_avx2(std::int64_t repeats, float start) {
  return multiply_adds<32>(repeats, start);
}
[[gnu::target("avx2,fma")]] void triad_avx2(float* a, const float* b, const float* c, std::int64_t count) {
  triad<32>(a, b, c, count);
}
[[gnu::target("avx512f")]] float multiply_adds_avx512(std::int64_t repeats, float start) {
  return multiply_adds<64>(repeats, start);
}
[[gnu::target("avx512f")]] void triad_avx512(float* a, const float* b, const float* c, std::int64_t count) {
  triad<64>(a, b, c, count);
}
#endif

Roofs roofs() {
  constexpr double kFlopsPerByte = 2.0 * kChains / sizeof(float);
#if defined(__x86_64__)
  const auto set = bayes::kernels::supported_instruction_sets().front();
  if (set == InstructionSet::kAvx512) return {multiply_adds_avx512, triad_avx512, 64 * kFlopsPerByte};
  if (set == InstructionSet::kAvx2) return {multiply_adds_avx2, triad_avx2, 32 * kFlopsPerByte};
#endif
  return {multiply_adds_portable, triad_portable, 16 * kFlopsPerByte};
}

}  // namespace

double multiply_add_speed(double seconds) {
  constexpr std::int64_t kRepeats = 100000;
  const auto roof = roofs();
  volatile float sum = 2.0f;  // wanted, as far as the compiler knows
  const double each = seconds_per_call([&] { sum = roof.multiply_adds(kRepeats, sum); }, seconds);
  return kRepeats * roof.flops_per_repeat / each;
}

double triad_speed(std::int64_t bytes, double seconds) {
  const std::int64_t count = bytes / 12;
  const auto a = torch::zeros({count}), b = torch::ones({count}), c = torch::ones({count});
  float *out = a.data_ptr<float>(), *left = b.data_ptr<float>(), *right = c.data_ptr<float>();
  const auto roof = roofs();
  const double each = seconds_per_call([&] { roof.triad(out, left, right, count); }, seconds);
  return 12.0 * static_cast<double>(count) / each;
}

}  // namespace benchmarks
