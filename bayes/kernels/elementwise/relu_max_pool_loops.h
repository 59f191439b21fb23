// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/elementwise/relu_max_pool_paths.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

using Places = std::int32_t __attribute__((vector_size(sizeof(Vector))));
using Bytes = std::uint8_t __attribute__((vector_size(sizeof(Vector) / sizeof(float))));

// Between bytes and wider places by intrinsics, since GCC 12 converts them one by one.
#if defined(__AVX512F__)
inline Places widen(Bytes bytes) { return (Places)_mm512_maskz_cvtepu8_epi32(0xFFFF, (__m128i)bytes); }
inline Bytes narrow(Places places) { return (Bytes)_mm512_maskz_cvtepi32_epi8(0xFFFF, (__m512i)places); }
#elif defined(__AVX2__)
inline Places widen(Bytes bytes) { return (Places)_mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)bytes)); }
inline Bytes narrow(Places places) {
  const __m128i low = _mm256_castsi256_si128((__m256i)places);
  const __m128i high = _mm256_extracti128_si256((__m256i)places, 1);
  const __m128i words = _mm_packus_epi32(low, high);
  return (Bytes)_mm_cvtsi128_si64(_mm_packus_epi16(words, words));
}
#else
inline Places widen(Bytes bytes) { return __builtin_convertvector(bytes, Places); }
inline Bytes narrow(Places places) { return __builtin_convertvector(places, Bytes); }
#endif

/// Calls body(images, count) for each vector of images, with the count as a constant where the vector is
/// full.
template <class Body>
inline void for_each_vector(std::int64_t images, const Body& body) {
  std::int64_t image = 0;
  for (; image + kLanes <= images; image += kLanes) body(image, static_cast<std::size_t>(kLanes));
  if (image < images) body(image, static_cast<std::size_t>(images - image));
}

/// The first `count` lanes; the others are 0.
template <class Lanes, class Value>
inline Lanes load_first(const Value* from, std::size_t count) {
  Lanes lanes{};
  __builtin_memcpy(&lanes, from, count * sizeof(Value));
  return lanes;
}

template <class Lanes, class Value>
inline void store_first(Value* to, Lanes lanes, std::size_t count) {
  __builtin_memcpy(to, &lanes, count * sizeof(Value));
}

/// kWindow is the window where it is known when compiling, which unrolls the loops over it, else 0.
template <std::int64_t kWindow>
void relu_max_pool_of(const ReluMaxPoolShape& shape, const float* input, float* output,
                      std::uint8_t* winner) {
  const std::int64_t images = shape.images, window = kWindow > 0 ? kWindow : shape.window,
                     row = shape.width * images;
  const std::int64_t out_height = shape.height / window, out_width = shape.width / window;
  for (std::int64_t plane_row = 0; plane_row < shape.channels * out_height; ++plane_row) {
    const std::int64_t channel = plane_row / out_height, y = plane_row % out_height;
    const float* in = input + (channel * shape.height + y * window) * row;
    for (std::int64_t x = 0; x < out_width; ++x, in += window * images, output += images, winner += images) {
      for_each_vector(images, [&](std::int64_t image, std::size_t count) {
        // From 0 and no winner, which is ReLU: only a larger value, or a NaN, wins.
        Vector best{};
        Places place = Places{} + kNoWinner;
        Places here{};
        for (std::int64_t i = 0; i < window; ++i) {
          for (std::int64_t j = 0; j < window; ++j, here += 1) {
            const auto value = load_first<Vector>(in + i * row + j * images + image, count);
            const Places wins = (value > best) | (value != value);
            best = wins ? value : best;
            place = wins ? here : place;
          }
        }
        store_first(output + image, best, count);
        store_first(winner + image, narrow(place), count);
      });
    }
  }
}

/// Writes `pixels` pixels of zeros.
inline void zero_pixels(float* to, std::int64_t pixels, std::int64_t images) {
  __builtin_memset(to, 0, static_cast<std::size_t>(pixels * images) * sizeof(float));
}

template <std::int64_t kWindow>
void relu_max_pool_gradient_of(const ReluMaxPoolShape& shape, const float* output_gradient,
                               const std::uint8_t* winner, float* input_gradient) {
  const std::int64_t images = shape.images, window = kWindow > 0 ? kWindow : shape.window,
                     row = shape.width * images;
  const std::int64_t out_height = shape.height / window, out_width = shape.width / window;
  for (std::int64_t channel = 0; channel < shape.channels; ++channel) {
    float* plane = input_gradient + channel * shape.height * row;
    for (std::int64_t y = 0; y < out_height; ++y) {
      float* in = plane + y * window * row;
      for (std::int64_t x = 0; x < out_width; ++x, in += window * images) {
        for_each_vector(images, [&](std::int64_t image, std::size_t count) {
          const auto slope = load_first<Vector>(output_gradient + image, count);
          const Places place = widen(load_first<Bytes>(winner + image, count));
          Places here{};
          for (std::int64_t i = 0; i < window; ++i) {
            for (std::int64_t j = 0; j < window; ++j, here += 1) {
              store_first(in + i * row + j * images + image, place == here ? slope : Vector{}, count);
            }
          }
        });
        output_gradient += images;
        winner += images;
      }
      for (std::int64_t r = 0; r < window; ++r) {
        zero_pixels(plane + (y * window + r) * row + out_width * window * images,
                    shape.width - out_width * window, images);
      }
    }
    zero_pixels(plane + out_height * window * row, (shape.height - out_height * window) * shape.width,
                images);
  }
}

void relu_max_pool(const ReluMaxPoolShape& shape, const float* input, float* output, std::uint8_t* winner) {
  (shape.window == 2 ? relu_max_pool_of<2> : relu_max_pool_of<0>)(shape, input, output, winner);
}

void relu_max_pool_gradient(const ReluMaxPoolShape& shape, const float* output_gradient,
                            const std::uint8_t* winner, float* input_gradient) {
  (shape.window == 2 ? relu_max_pool_gradient_of<2> : relu_max_pool_gradient_of<0>)(shape, output_gradient,
                                                                                    winner, input_gradient);
}

constexpr ReluMaxPoolPath kReluMaxPoolPath = {relu_max_pool, relu_max_pool_gradient};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::ReluMaxPoolPath bayes::kernels::ReluMaxPoolPath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kReluMaxPoolPath;
