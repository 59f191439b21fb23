// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/ask_ahead_loops.h"
#include "bayes/kernels/exp_log_loops.h"
#include "bayes/kernels/update/variational_update_paths.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// softplus(rho), whose exponential exp(-|rho|) is known.
inline float softplus(float rho, float exponential) {
  return (rho > 0.0f ? rho : 0.0f) + log1p_unit(exponential);
}

/// sigma = softplus(rho) of a part of the weights. One pass for each step: a processor looks only so far
/// ahead, and finds more work that does not wait for each other in short steps (1.2 to 1.3 times faster).
struct Sigmas {
  static constexpr std::int64_t kMost = 1024;
  alignas(64) float exponential[kMost];  // exp(-|rho|)
  alignas(64) float sigma[kMost];

  void fill(const float* rho, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) exponential[i] = exp_nonpositive(-__builtin_fabsf(rho[i]));
    for (std::int64_t i = 0; i < count; ++i) sigma[i] = softplus(rho[i], exponential[i]);
  }
};

/// Calls use(sigmas, first, count) for part after part of the weights.
template <class Use>
inline void for_each_part(const float* rho, std::int64_t count, const Use& use) {
  Sigmas sigmas;
  for (std::int64_t first = 0; first < count; first += Sigmas::kMost) {
    const std::int64_t part = count - first < Sigmas::kMost ? count - first : Sigmas::kMost;
    sigmas.fill(rho + first, part);
    use(sigmas, first, part);
  }
}

// Outputs may be inputs, element by element, which the compiler cannot know: ivdep.

void draw_weights(const float* mu, const float* rho, const float* noise, std::int64_t count, float* weight) {
  for_each_part(rho, count, [=](const Sigmas& sigmas, std::int64_t first, std::int64_t part) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < part; ++i) {
      weight[first + i] = multiply_add(sigmas.sigma[i], noise[first + i], mu[first + i]);
    }
  });
}

void draw_perturbations(const float* rho, const float* noise, std::int64_t count, float* perturbation) {
  for_each_part(rho, count, [=](const Sigmas& sigmas, std::int64_t first, std::int64_t part) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < part; ++i) perturbation[first + i] = sigmas.sigma[i] * noise[first + i];
  });
}

void variances(const float* rho, std::int64_t count, float* variance) {
  for_each_part(rho, count, [=](const Sigmas& sigmas, std::int64_t first, std::int64_t part) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < part; ++i) variance[first + i] = sigmas.sigma[i] * sigmas.sigma[i];
  });
}

void add_log_sigma_gradient(const float* weight_gradient, const float* weight, const float* mu,
                            std::int64_t count, float* sum) {
  ask_ahead(weight, count);
  if (mu == nullptr) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i) sum[i] = multiply_add(weight_gradient[i], weight[i], sum[i]);
    return;
  }
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) {
    sum[i] = multiply_add(weight_gradient[i], weight[i] - mu[i], sum[i]);
  }
}

bool tells_noise(const float* mu, const float* rho, std::int64_t count) {
  if (count == 0) return true;
  // As bits: those of a positive float are in its order, and a largest integer becomes vectors without
  // -ffast-math. The order of rho is that of its bits, all but the sign of which are flipped where it is set.
  std::int32_t largest = 0, least = 0x7FFFFFFF;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto magnitude = static_cast<std::int32_t>(bits_of_float(mu[i]) & 0x7FFFFFFFu);
    const auto bits = static_cast<std::int32_t>(bits_of_float(rho[i]));
    const std::int32_t ordered = bits ^ ((bits >> 31) & 0x7FFFFFFF);
    largest = magnitude > largest ? magnitude : largest;
    least = ordered < least ? ordered : least;
  }
  const float rho_of_least = float_of_bits(static_cast<std::uint32_t>(least ^ ((least >> 31) & 0x7FFFFFFF)));
  const float sigma = softplus(rho_of_least, exp_nonpositive(-__builtin_fabsf(rho_of_least)));
  return float_of_bits(static_cast<std::uint32_t>(largest)) <= 335.0f * sigma;
}

bool add_gaussian_kl_gradient(const GaussianKl& kl, const float* mu, const float* rho, std::int64_t count,
                              float* mu_gradient, float* rho_gradient) {
  const float spread = kl.factor * kl.entropy, mean = kl.mean, pull = kl.factor * kl.precision;
  std::uint32_t lost = 0;  // bits of means whose sigma is 0, but for the sign
  for_each_part(rho, count, [=, &lost](const Sigmas& sigmas, std::int64_t first, std::int64_t part) {
    std::uint32_t lost_here = 0;
#pragma GCC ivdep
    for (std::int64_t j = 0; j < part; ++j) {
      const std::int64_t i = first + j;
      const float e = sigmas.exponential[j], sigma = sigmas.sigma[j];
      // sigmoid(rho) / sigma, which is 1 for small sigma, where 1 / sigma would overflow: one division for
      // both.
      const float ratio = (rho[i] > 0.0f ? 1.0f : e) / ((1.0f + e) * sigma);
      const float to_mu = multiply_add(pull, mu[i] - mean, mu_gradient[i]);
      const float to_rho = ratio * (multiply_add(sigma, pull * sigma, rho_gradient[i]) - spread);
      // As bits, since a condition on the whole value ends in branches instead of vectors on SSE2.
      const std::uint32_t kept = sigma == 0.0f ? 0u : 0xFFFFFFFFu;
      lost_here |= (bits_of_float(mu[i]) << 1) & ~kept;
      mu_gradient[i] = float_of_bits(bits_of_float(to_mu) & kept);
      rho_gradient[i] = float_of_bits(bits_of_float(to_rho) & kept);
    }
    lost |= lost_here;
  });
  return lost == 0;
}

void perturb_outputs(const float* mean, const float* variance, float least, const float* noise,
                     std::int64_t count, float* output, float* slope) {
  if (slope == nullptr) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i) {
      const float sd = __builtin_sqrtf(variance[i] < least ? least : variance[i]);
      output[i] = multiply_add(sd, noise[i], mean[i]);
    }
    return;
  }
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) {
    const float sd = __builtin_sqrtf(variance[i] < least ? least : variance[i]);
    output[i] = multiply_add(sd, noise[i], mean[i]);
    slope[i] = variance[i] < least ? 0.0f : 0.5f * noise[i] / sd;
  }
}

bool are_alike(const float* variances, std::int64_t count) {
  if (count == 0) return true;
  // As bits, see `tells_noise`.
  std::uint32_t least = 0xFFFFFFFFu, largest = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t bits = bits_of_float(variances[i]);
    least = bits < least ? bits : least;
    largest = bits > largest ? bits : largest;
  }
  constexpr std::uint32_t kInfinity = 0x7F800000u;
  return largest < kInfinity && float_of_bits(largest) <= 65536.0f * float_of_bits(least);
}

constexpr VariationalUpdatePath kVariationalUpdatePath = {
    draw_weights, draw_perturbations,       variances,       add_log_sigma_gradient,
    tells_noise,  add_gaussian_kl_gradient, perturb_outputs, are_alike};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::VariationalUpdatePath bayes::kernels::VariationalUpdatePath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kVariationalUpdatePath;
