// Included once per instruction set, with BAYES_KERNEL_SET naming it. These files call no function of a
// standard header: an inline one compiled for AVX-512 could be the copy that the linker keeps for everybody,
// on other processors too.
#pragma once

#include <cstdint>

#include "bayes/kernels/noise.h"
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace bayes::kernels::BAYES_KERNEL_SET {

// Words live in 64-bit lanes: the one vector instruction for 32 x 32 -> 64 bits wants them there, and what a
// compiler makes of a plain loop is 1.2 to 2 times slower. kVectors vectors at a time hide its latency.
#if defined(__AVX512F__)
using Wide = std::uint64_t __attribute__((vector_size(64)));
using Narrow = std::uint32_t __attribute__((vector_size(32)));
constexpr std::uint32_t kVectors = 4;
// Masked with all ones, since GCC 12 warns about an uninitialised value inside the plain one.
inline Wide multiply(Wide a, Wide b) { return (Wide)_mm512_maskz_mul_epu32(0xFF, (__m512i)a, (__m512i)b); }
#elif defined(__AVX2__)
using Wide = std::uint64_t __attribute__((vector_size(32)));
using Narrow = std::uint32_t __attribute__((vector_size(16)));
constexpr std::uint32_t kVectors = 2;
inline Wide multiply(Wide a, Wide b) { return (Wide)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
#else
using Wide = std::uint64_t __attribute__((vector_size(16)));
using Narrow = std::uint32_t __attribute__((vector_size(8)));
constexpr std::uint32_t kVectors = 2;
#if defined(__SSE2__)
inline Wide multiply(Wide a, Wide b) { return (Wide)_mm_mul_epu32((__m128i)a, (__m128i)b); }
#else
inline Wide multiply(Wide a, Wide b) { return (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu); }
#endif
#endif

constexpr std::uint32_t kLanes = sizeof(Wide) / sizeof(std::uint64_t);

/// Counters that are worked on at a time: few, since a row of noise is often short.
constexpr std::uint32_t kBlock = 32;
static_assert(kBlock % (kLanes * kVectors) == 0);

/// The four words of `kBlock` consecutive counters, word by word, so that a loop over counters fills whole
/// vectors.
struct PhiloxBlock {
  alignas(64) std::uint32_t word[4][kBlock];
};

inline void store(std::uint32_t* out, Wide lanes) {
  const Narrow narrow = __builtin_convertvector(lanes, Narrow);
  __builtin_memcpy(out, &narrow, sizeof narrow);
}

/// Philox4x32-10 of the counters (first + i, row, place, step), i = 0 … kBlock-1.
/// Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
inline void philox(const NoiseKey& key, std::uint32_t first, PhiloxBlock& block) {
  constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  const Wide multiplier0 = Wide{} + 0xD2511F53u, multiplier1 = Wide{} + 0xCD9E8D57u,
             low_half = Wide{} + 0xFFFFFFFFu;
  Wide lane{};
  for (std::uint32_t j = 0; j < kLanes; ++j) lane[j] = j;
  for (std::uint32_t i = 0; i < kBlock; i += kLanes * kVectors) {
    Wide c0[kVectors], c1[kVectors], c2[kVectors], c3[kVectors];
    for (std::uint32_t v = 0; v < kVectors; ++v) {
      c0[v] = (lane + (first + i + v * kLanes)) & low_half;
      c1[v] = Wide{} + key.row;
      c2[v] = Wide{} + key.place;
      c3[v] = Wide{} + key.step;
    }
    auto key0 = static_cast<std::uint32_t>(key.key), key1 = static_cast<std::uint32_t>(key.key >> 32);
    for (int round = 0; round < 10; ++round, key0 += kWeyl0, key1 += kWeyl1) {
      for (std::uint32_t v = 0; v < kVectors; ++v) {
        const Wide product0 = multiply(c0[v], multiplier0), product1 = multiply(c2[v], multiplier1);
        // The high halves of c1 and c3 hold rubbish from here on; `multiply` and `store` look at low halves
        // only.
        c0[v] = (product1 >> 32) ^ c1[v] ^ std::uint64_t{key0};
        c2[v] = (product0 >> 32) ^ c3[v] ^ std::uint64_t{key1};
        c1[v] = product1;
        c3[v] = product0;
      }
    }
    for (std::uint32_t v = 0; v < kVectors; ++v) {
      store(&block.word[0][i + v * kLanes], c0[v]);
      store(&block.word[1][i + v * kLanes], c1[v]);
      store(&block.word[2][i + v * kLanes], c2[v]);
      store(&block.word[3][i + v * kLanes], c3[v]);
    }
  }
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
