#pragma once

#include <cstdint>

namespace bayes::kernels {

/// A batch [channels][values], the values of a channel beside each other: with images innermost, those of all
/// its places and images. Each function throws `Error` where a size is below 1. The order of additions
/// depends on the shape alone.
struct ChannelsShape {
  std::int64_t channels, values;
};

/// Mean and biased variance of every channel, [channels].
void channel_moments(const ChannelsShape& shape, const float* input, float* mean, float* variance);
/// output = input * scale + shift, channel by channel; may be done in place.
void scale_channels(const ChannelsShape& shape, const float* input, const float* scale, const float* shift,
                    float* output);

/// What batch normalisation y = weight * (x - mean) / sd + bias knows when it is differentiated, all
/// [channels]; mean and sd are the batch's own.
struct BatchNormState {
  const float* mean;
  const float* inverse_sd;
  const float* weight;
};

/// Gradients of the input [channels][values], of weight and of bias [channels], from that of the output.
/// Source: Ioffe & Szegedy 2015, section 3, where mean and variance depend on the input too.
void batch_norm_gradient(const ChannelsShape& shape, const BatchNormState& state, const float* input,
                         const float* output_gradient, float* input_gradient, float* weight_gradient,
                         float* bias_gradient);

}  // namespace bayes::kernels
