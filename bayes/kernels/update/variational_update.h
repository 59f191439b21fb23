#pragma once

#include <cstdint>

namespace bayes::kernels {

// Element-wise work on Gaussian posteriors N(mu, sigma^2), sigma = softplus(rho) = log(1 + e^rho). All arrays
// are [count]; outputs may be inputs. sigma has a relative error below 4e-7, is rho to rounding above 20, and
// exactly 0 below -87.7 (where it leaves the normal numbers) and for a pruned weight, whose rho is -inf. NaN
// in, NaN out. Bit for bit the same on every instruction set. Each throws `Error` where count is negative.

/// weight = mu + sigma * noise
void draw_weights(const float* mu, const float* rho, const float* noise, std::int64_t count, float* weight);
/// perturbation = sigma * noise
void draw_perturbations(const float* rho, const float* noise, std::int64_t count, float* perturbation);
/// variance = sigma^2
void variances(const float* rho, std::int64_t count, float* variance);

/// factor * KL(N(mu, sigma^2) || N(mean, 1 / precision)), in gradients. Precision 0 leaves the entropy alone,
/// for a prior whose own gradient was added before.
/// `entropy` multiplies the entropy within KL = E(-log prior) - entropy.
struct GaussianKl {
  float factor;
  float mean;
  float precision;  ///< 1 / s0^2
  float entropy = 1.0f;
};

/// What a draw's gradient says about sigma, added to a sum:
///   sum += weight_gradient * (weight - mu), which is d/d log sigma, as weight - mu = sigma * noise
/// mu is null where `weight` is that difference itself: a perturbation.
void add_log_sigma_gradient(const float* weight_gradient, const float* weight, const float* mu,
                            std::int64_t count, float* sum);
/// Whether `draw_weights` rounds so little that weight - mu tells sigma * noise to within 2e-5 sigma for
/// every weight: the largest |mu| is at most 335 times the smallest sigma, and a weight is rounded by 2^-24
/// of it.
bool tells_noise(const float* mu, const float* rho, std::int64_t count);

/// Completes a gradient:
///   mu_gradient   in d/d mu, out with factor * (mu - mean) * precision added
///   rho_gradient  in d/d log sigma, out d/d rho = sigmoid(rho) / sigma * (it + factor * (sigma^2 * precision
///                 - entropy))
/// Both are 0 where sigma is 0, so that a pruned weight stays removed. False where sigma is 0 and mu is not:
/// the KL of such a point is infinite.
bool add_gaussian_kl_gradient(const GaussianKl& kl, const float* mu, const float* rho, std::int64_t count,
                              float* mu_gradient, float* rho_gradient);

/// Outputs of local reparameterisation, N(mean, variance) element by element, a variance below `least`
/// counting as that:
///   output  mean + sqrt(variance) * noise
///   slope   d output / d variance = noise / (2 sqrt(variance)), 0 below `least`; may be null
void perturb_outputs(const float* mean, const float* variance, float least, const float* noise,
                     std::int64_t count, float* output, float* slope);
/// Whether the largest variance is at most 65536 times the smallest, and all are finite: standard deviations,
/// and the slopes above, then differ by a factor of 256, and sums in which they cancel each other keep a
/// precision of 3e-4 for the smallest too. True where there is none.
bool are_alike(const float* variances, std::int64_t count);

}  // namespace bayes::kernels
