// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/scratch.h"
#include "bayes/kernels/winograd/winograd_weight_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Vectors, each of a tile and some images, whose values at all pairs of points are kept at a time, in the
// second-level cache; for the weight's gradient more, since its sums are added up once a block.
#if defined(__AVX512F__)
constexpr std::int64_t kTileVectors = 8;
#else
constexpr std::int64_t kTileVectors = 16;
#endif
constexpr std::int64_t kGradientVectors = 16;

/// Vectors of a block: the patches that they read of the input, and write of the output.
struct TileBlock {
  std::int64_t size;
  Patch input[kGradientVectors], output[kGradientVectors];
};

/// A convolution by a kernel of R x R, stride 1, in tiles of kSize x kSize outputs; those at the right and
/// lower edges may reach beyond them. Images fill whole vectors.
template <std::int64_t R>
struct Tiles {
  static constexpr std::int64_t kSize = kPoints + 1 - R;

  explicit Tiles(const ConvolutionShape& shape)
      : input{shape.height, shape.width, whole_vectors(shape.images)},
        output{shape.out_height(), shape.out_width(), input.images},
        padding_height(shape.padding_height),
        padding_width(shape.padding_width) {}

  /// Calls body(block) for all tiles and images, `most` vectors at a time.
  template <class Body>
  void for_each_block(std::int64_t most, const Body& body) const {
    const std::int64_t vectors = input.images / kLanes, columns = (output.width + kSize - 1) / kSize;
    const std::int64_t rows = (output.height + kSize - 1) / kSize;
    for_each_part(rows * columns * vectors, most, [&](std::int64_t begin, std::int64_t size) {
      TileBlock block;
      block.size = size;
      for (std::int64_t i = 0; i < size; ++i) {
        const std::int64_t tile = (begin + i) / vectors, image = (begin + i) % vectors * kLanes;
        const std::int64_t y = tile / columns * kSize, x = tile % columns * kSize;
        block.input[i] = patch(input, y - padding_height, x - padding_width, image);
        block.output[i] = patch(output, y, x, image);
        block.input[i].above = y > 0;
        block.input[i].left = x > 0;
      }
      body(block);
    });
  }

  static Patch patch(const Picture& picture, std::int64_t y, std::int64_t x, std::int64_t image) {
    return {y, x, (y * picture.width + x) * picture.images + image, false, false};
  }

  Picture input, output;
  std::int64_t padding_height, padding_width;
};

template <std::int64_t N>
bool is_inside(const Picture& picture, const Patch& patch) {
  return is_inside(picture, patch.y, patch.x) && is_inside(picture, patch.y + N - 1, patch.x + N - 1);
}

/// Values at pairs of points, `step` apart, [channel][vector]; `size` vectors.
template <class T>
void values_of_patches(const Picture& picture, const Patch* patches, std::int64_t size, std::int64_t channels,
                       const float* pixels, std::int64_t step, float* values) {
  for (std::int64_t channel = 0; channel < channels; ++channel, pixels += picture.channel()) {
    for (std::int64_t i = 0; i < size; ++i, values += kLanes) {
      const bool inside = is_inside<T::kFrom>(picture, patches[i]);
      (inside ? values_of<T, true> : values_of<T, false>)(picture, patches[i], pixels, step, values);
    }
  }
}

/// The other way; see `to_patch`. `bias` may be null.
template <class T>
void to_patches(const Picture& picture, const Patch* patches, std::int64_t size, std::int64_t channels,
                const float* values, std::int64_t step, const float* bias, float* pixels) {
  for (std::int64_t channel = 0; channel < channels; ++channel, pixels += picture.channel()) {
    const float offset = bias == nullptr ? 0.0f : bias[channel];
    for (std::int64_t i = 0; i < size; ++i, values += kLanes) {
      const bool inside = is_inside<T::kTo>(picture, patches[i]);
      (inside ? to_patch<T, true> : to_patch<T, false>)(picture, patches[i], values, step, offset, pixels);
    }
  }
}

/// See `add_to_patch`. All pixels are written to, which need not be set before.
template <class T, std::int64_t kOverlap>
void add_to_patches(const Picture& picture, const Patch* patches, std::int64_t size, std::int64_t channels,
                    const float* values, std::int64_t step, float* pixels) {
  for (std::int64_t channel = 0; channel < channels; ++channel, pixels += picture.channel()) {
    for (std::int64_t i = 0; i < size; ++i, values += kLanes) {
      const Patch& patch = patches[i];
      const bool inside = patch.above && patch.left && is_inside<T::kTo>(picture, patch);
      (inside ? add_to_patch<T, kOverlap, true> : add_to_patch<T, kOverlap, false>)(picture, patch, values,
                                                                                    step, pixels);
    }
  }
}

/// A part of the scratch memory, and where to write its address.
struct ScratchPart {
  float** memory;
  std::int64_t floats;
};

template <std::size_t N>
void divide_scratch(const ScratchPart (&parts)[N]) {
  std::int64_t floats = 0;
  for (const ScratchPart& part : parts) floats += whole_lines(part.floats);
  float* memory = scratch(floats);
  for (const ScratchPart& part : parts) {
    *part.memory = memory;
    memory += whole_lines(part.floats);
  }
}

/// What a pass over all tiles, `vectors` at a time, works with: values of kernels, or of their gradients, of
/// the input's and of the output's patches, pairs of points a step apart; and whole vectors of images where
/// those are not.
template <std::int64_t R>
struct WinogradPass {
  WinogradPass(const ConvolutionShape& shape, std::int64_t vectors)
      : tiles(shape),
        images(shape.images),
        in_channels(shape.in_channels),
        out_channels(shape.out_channels),
        kernel_step(odd_lines(kernels_in_blocks({in_channels, out_channels, vectors}))),
        in_step(odd_lines(in_channels * vectors * kLanes)),
        out_step(odd_lines(out_channels * vectors * kLanes)) {
    divide_scratch({{&packed, R * R * kernel_step},
                    {&kernel_values, kPointPairs * kernel_step},
                    {&kernel_sums, kPointPairs * kernel_step},
                    {&bias_sums, out_channels * kLanes},
                    {&in_values, kPointPairs * in_step},
                    {&out_values, kPointPairs * out_step},
                    {&wide_input, is_widened() ? in_channels * tiles.input.channel() : 0},
                    {&wide_output, is_widened() ? out_channels * tiles.output.channel() : 0},
                    {&wide_gradient, is_widened() ? in_channels * tiles.input.channel() : 0}});
  }

  bool is_widened() const { return tiles.input.images != images; }

  const float* read(const Picture& picture, std::int64_t channels, const float* from, float* wide) const {
    if (!is_widened()) return from;
    widen(from, images, images, wide, picture.images, channels * picture.height * picture.width);
    return wide;
  }
  const float* read_input(const float* from) const {
    return read(tiles.input, in_channels, from, wide_input);
  }
  const float* read_output(const float* from) const {
    return read(tiles.output, out_channels, from, wide_output);
  }

  /// After `to` was written to `wide` instead, where images are widened.
  void finish(const Picture& picture, std::int64_t channels, const float* wide, float* to) const {
    if (is_widened()) narrow(wide, picture.images, to, images, channels * picture.height * picture.width);
  }

  Tiles<R> tiles;
  std::int64_t images, in_channels, out_channels, kernel_step, in_step, out_step;
  float *packed, *kernel_values, *kernel_sums, *bias_sums, *in_values, *out_values;
  float *wide_input, *wide_output, *wide_gradient;  // of the input
};

}  // namespace bayes::kernels::BAYES_KERNEL_SET
