// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/winograd/winograd_transform_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

constexpr std::int64_t kPointPairs = kPoints * kPoints;

/// Height and width in pixels of `images` floats each.
struct Picture {
  std::int64_t height, width, images;

  std::int64_t channel() const { return height * width * images; }
};

/// Some pixels of a picture and a vector of images: the first of them, which may lie outside, and where that
/// is in a channel; and whether there is a patch above it and one on its left, which it overlaps with.
struct Patch {
  std::int64_t y, x, offset;
  bool above, left;
};

inline bool is_inside(const Picture& picture, std::int64_t y, std::int64_t x) {
  return y >= 0 && y < picture.height && x >= 0 && x < picture.width;
}

/// Which of the N rows and columns of a patch lie inside.
template <std::int64_t N>
struct Inside {
  Inside(const Picture& picture, const Patch& patch) {
    for (std::int64_t i = 0; i < N; ++i) {
      row[i] = patch.y + i >= 0 && patch.y + i < picture.height;
      column[i] = patch.x + i >= 0 && patch.x + i < picture.width;
    }
  }
  bool row[N], column[N];
};

/// T over the columns, then over the rows, of what `get(y, x)` gives; to `put(y, x, value)`.
template <class T, class Get, class Put>
[[gnu::always_inline]] inline void transform(const Get& get, const Put& put) {
  Vector half[T::kTo][T::kFrom];
#pragma GCC unroll 6
  for (std::int64_t x = 0; x < T::kFrom; ++x) {
    Vector column[T::kFrom], result[T::kTo];
#pragma GCC unroll 6
    for (std::int64_t y = 0; y < T::kFrom; ++y) column[y] = get(y, x);
    T::apply(column, result);
#pragma GCC unroll 6
    for (std::int64_t y = 0; y < T::kTo; ++y) half[y][x] = result[y];
  }
#pragma GCC unroll 6
  for (std::int64_t y = 0; y < T::kTo; ++y) {
    Vector result[T::kTo];
    T::apply(half[y], result);
#pragma GCC unroll 6
    for (std::int64_t x = 0; x < T::kTo; ++x) put(y, x, result[x]);
  }
}

// Pixels of the next channel, which is next, are asked for while those of this one are worked on: a patch is
// many short pieces of memory, which the processor does not foresee. From the second-level cache.
constexpr int kSecondLevel = 2;

// What is read outside of a picture.
alignas(64) inline constexpr float kZeros[kLanes] = {};

// Not inlined: next to each other, the two kinds of patches share their 36 addresses, which then are spilled.

/// A patch of a channel, with zeros outside, as values at pairs of points, `step` apart.
template <class T, bool kInside>
[[gnu::noinline]] void values_of(const Picture& picture, const Patch& patch, const float* channel,
                                 std::int64_t step, float* values) {
  const float* first = channel + patch.offset;
  const Inside<T::kFrom> inside(picture, patch);
  transform<T>(
      [&](std::int64_t y, std::int64_t x) {
        const float* pixel = first + (y * picture.width + x) * picture.images;
        __builtin_prefetch(pixel + picture.channel(), 0, kSecondLevel);
        return load(kInside || (inside.row[y] & inside.column[x]) != 0 ? pixel : kZeros);
      },
      [&](std::int64_t y, std::int64_t x, Vector value) { store(values + (y * kPoints + x) * step, value); });
}

/// Values at pairs of points as the part of a patch that lies inside, plus the bias.
template <class T, bool kInside>
[[gnu::noinline]] void to_patch(const Picture& picture, const Patch& patch, const float* values,
                                std::int64_t step, float bias, float* channel) {
  float* first = channel + patch.offset;
  const Inside<T::kTo> inside(picture, patch);
  transform<T>([&](std::int64_t y, std::int64_t x) { return load(values + (y * kPoints + x) * step); },
               [&](std::int64_t y, std::int64_t x, Vector value) {
                 if (!kInside && !(inside.row[y] && inside.column[x])) return;
                 float* pixel = first + (y * picture.width + x) * picture.images;
                 __builtin_prefetch(pixel + picture.channel(), 1, kSecondLevel);
                 store(pixel, value + broadcast(bias));
               });
}

/// The same of patches that overlap by kOverlap rows and columns, patches from the upper left to the lower
/// right, plus what earlier patches left there. kInside: and there is a patch on either side.
template <class T, std::int64_t kOverlap, bool kInside>
[[gnu::noinline]] void add_to_patch(const Picture& picture, const Patch& patch, const float* values,
                                    std::int64_t step, float* channel) {
  float* first = channel + patch.offset;
  const Inside<T::kTo> inside(picture, patch);
  const std::int64_t rows = kInside || patch.above ? kOverlap : 0,
                     columns = kInside || patch.left ? kOverlap : 0;
  transform<T>([&](std::int64_t y, std::int64_t x) { return load(values + (y * kPoints + x) * step); },
               [&](std::int64_t y, std::int64_t x, Vector value) {
                 if (!kInside && !(inside.row[y] && inside.column[x])) return;
                 float* pixel = first + (y * picture.width + x) * picture.images;
                 __builtin_prefetch(pixel + picture.channel(), 1, kSecondLevel);
                 if (y < rows || x < columns) value += load(pixel);
                 store(pixel, value);
               });
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
