// Included once per instruction set, with BAYES_KERNEL_SET naming it. These files call no function of a
// standard header: an inline one compiled for AVX-512 could be the copy that the linker keeps for everybody,
// on other processors too.
#pragma once

#include <cstdint>

#include "bayes/kernels/noise/noise.h"
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace bayes::kernels::BAYES_KERNEL_SET {

// Words live in 64-bit lanes: the one vector instruction for 32 x 32 -> 64 bits wants them there, and what a
// compiler makes of a plain loop is 1.2 to 2 times slower. A vector of words is split in two of those and
// joined again; which of the two a word goes to is what one instruction each way does. kPairs of them at a
// time hide the latency of the multiplication.
#if defined(__AVX512F__)
using Wide = std::uint64_t __attribute__((vector_size(64)));
constexpr std::uint32_t kPairs = 4;
// Masked with all ones, since GCC 12 warns about an uninitialised value inside the plain ones.
inline Wide multiply(Wide a, Wide b) { return (Wide)_mm512_maskz_mul_epu32(0xFF, (__m512i)a, (__m512i)b); }
inline Wide low_words(Wide a) { return (Wide)_mm512_maskz_unpacklo_epi32(0xFFFF, (__m512i)a, (__m512i)a); }
inline Wide high_words(Wide a) { return (Wide)_mm512_maskz_unpackhi_epi32(0xFFFF, (__m512i)a, (__m512i)a); }
inline Wide join(Wide a, Wide b) { return (Wide)_mm512_maskz_shuffle_ps(0xFFFF, (__m512)a, (__m512)b, 0x88); }
#elif defined(__AVX2__)
using Wide = std::uint64_t __attribute__((vector_size(32)));
constexpr std::uint32_t kPairs = 1;
inline Wide multiply(Wide a, Wide b) { return (Wide)_mm256_mul_epu32((__m256i)a, (__m256i)b); }
inline Wide low_words(Wide a) { return (Wide)_mm256_unpacklo_epi32((__m256i)a, (__m256i)a); }
inline Wide high_words(Wide a) { return (Wide)_mm256_unpackhi_epi32((__m256i)a, (__m256i)a); }
inline Wide join(Wide a, Wide b) { return (Wide)_mm256_shuffle_ps((__m256)a, (__m256)b, 0x88); }
#else
using Wide = std::uint64_t __attribute__((vector_size(16)));
using FourWords = std::uint32_t __attribute__((vector_size(16)));
constexpr std::uint32_t kPairs = 1;
#if defined(__SSE2__)
inline Wide multiply(Wide a, Wide b) { return (Wide)_mm_mul_epu32((__m128i)a, (__m128i)b); }
#else
inline Wide multiply(Wide a, Wide b) { return (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu); }
#endif
inline Wide low_words(Wide a) {
  return (Wide)__builtin_shufflevector((FourWords)a, (FourWords)a, 0, 0, 1, 1);
}
inline Wide high_words(Wide a) {
  return (Wide)__builtin_shufflevector((FourWords)a, (FourWords)a, 2, 2, 3, 3);
}
inline Wide join(Wide a, Wide b) {
  return (Wide)__builtin_shufflevector((FourWords)a, (FourWords)b, 0, 2, 4, 6);
}
#endif

constexpr std::uint32_t kVectors = 2 * kPairs;
constexpr std::uint32_t kWords = sizeof(Wide) / sizeof(std::uint32_t);

/// Counters that are worked on at a time: few, since a row of noise is often short.
constexpr std::uint32_t kBlock = kWords * kPairs > 32 ? kWords* kPairs : 32;
static_assert(kBlock % (kWords * kPairs) == 0);

/// Where `kBlock` counters differ: their words 0 and 1.
struct PhiloxInput {
  alignas(64) std::uint32_t counter[kBlock];
  alignas(64) std::uint32_t row[kBlock];
};

/// Four values of each of `kBlock` counters, word by word, so that a loop over counters fills whole vectors.
template <class Value>
struct WordBlock {
  alignas(64) Value word[4][kBlock];
};
using PhiloxBlock = WordBlock<std::uint32_t>;

inline void split(const std::uint32_t* words, Wide* pair) {
  Wide together;
  __builtin_memcpy(&together, words, sizeof together);
  pair[0] = low_words(together);
  pair[1] = high_words(together);
}

inline void store(std::uint32_t* words, const Wide* pair) {
  const Wide together = join(pair[0], pair[1]);
  __builtin_memcpy(words, &together, sizeof together);
}

/// Philox4x32-10 of the counters (input.counter[i], input.row[i], place, step), i = 0 … kBlock-1.
/// Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
inline void philox(const NoiseKey& key, const PhiloxInput& input, PhiloxBlock& block) {
  const Wide multiplier0 = Wide{} + 0xD2511F53u, multiplier1 = Wide{} + 0xCD9E8D57u;
  for (std::uint32_t i = 0; i < kBlock; i += kWords * kPairs) {
    // The high halves of all lanes hold rubbish; `multiply` and `join` look at low halves only.
    Wide c0[kVectors], c1[kVectors], c2[kVectors], c3[kVectors];
    for (std::uint32_t v = 0; v < kVectors; v += 2) {
      split(&input.counter[i + v / 2 * kWords], &c0[v]);
      split(&input.row[i + v / 2 * kWords], &c1[v]);
      c2[v] = c2[v + 1] = Wide{} + key.place;
      c3[v] = c3[v + 1] = Wide{} + key.step;
    }
    Wide key0 = Wide{} + key.key, key1 = Wide{} + (key.key >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round, key0 += 0x9E3779B9u, key1 += 0xBB67AE85u) {
      for (std::uint32_t v = 0; v < kVectors; ++v) {
        const Wide product0 = multiply(c0[v], multiplier0), product1 = multiply(c2[v], multiplier1);
        c0[v] = (product1 >> 32) ^ c1[v] ^ key0;
        c2[v] = (product0 >> 32) ^ c3[v] ^ key1;
        c1[v] = product1;
        c3[v] = product0;
      }
    }
    for (std::uint32_t v = 0; v < kVectors; v += 2) {
      store(&block.word[0][i + v / 2 * kWords], &c0[v]);
      store(&block.word[1][i + v / 2 * kWords], &c1[v]);
      store(&block.word[2][i + v / 2 * kWords], &c2[v]);
      store(&block.word[3][i + v / 2 * kWords], &c3[v]);
    }
  }
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
