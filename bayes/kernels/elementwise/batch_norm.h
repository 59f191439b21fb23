#pragma once

#include <cstdint>

namespace bayes::kernels {

/// A batch [channels][values], the values of a channel beside each other: with images innermost, those of all
/// its places and images. Each function throws `Error` where a size is below 1. The order of additions
/// depends on the shape alone.
struct ChannelsShape {
  std::int64_t channels, values;
};

/// output = input * scale + shift, channel by channel; may be done in place.
void scale_channels(const ChannelsShape& shape, const float* input, const float* scale, const float* shift,
                    float* output);

/// y = weight * (x - mean) / sqrt(variance + epsilon) + bias, and max(0, y + addend) where `rectified`: what
/// residual networks do behind it, in the same pass. weight, bias [channels].
struct BatchNorm {
  const float* weight;
  const float* bias;
  double epsilon;
  bool rectified;
};

/// The batch's own, [channels]; the variance is the biased one, sd = sqrt(variance + epsilon).
struct BatchNormMoments {
  float* mean;
  float* variance;
  float* inverse_sd;
};

/// [channels][values] of input, output and addend; addend is null where there is none, or nothing rectified.
void batch_norm(const ChannelsShape& shape, const BatchNorm& norm, const float* input, const float* addend,
                const BatchNormMoments& moments, float* output);

/// values + more, [channels][values] each: of an output that was used twice. `more` is null where it was not.
struct OutputGradient {
  const float* values;
  const float* more;
};

/// input, addend [channels][values], each in memory of its own or in place of a gradient of the output;
/// weight, bias [channels]. addend is null where there is none.
struct BatchNormGradients {
  float* input;
  float* addend;
  float* weight;
  float* bias;
};

/// Gradients from that of the output. Where it is rectified, `output` is read, or computed anew if that is
/// null, as it has to be without an addend only. Mean and variance depend on the input too. Source: Ioffe &
/// Szegedy 2015, section 3.
void batch_norm_gradient(const ChannelsShape& shape, const BatchNorm& norm, const BatchNormMoments& moments,
                         const float* input, const float* output, const OutputGradient& output_gradient,
                         const BatchNormGradients& gradients);

}  // namespace bayes::kernels
