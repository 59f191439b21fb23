#pragma once

#include <cstdint>

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/update/variational_update.h"

namespace bayes::kernels {

/// The kernels of variational_update.h as built for one instruction set: for tests and measurements.
struct VariationalUpdatePath {
  void (*draw_weights)(const float* mu, const float* rho, const float* noise, std::int64_t count,
                       float* weight);
  void (*draw_perturbations)(const float* rho, const float* noise, std::int64_t count, float* perturbation);
  void (*variances)(const float* rho, std::int64_t count, float* variance);
  void (*add_log_sigma_gradient)(const float* weight_gradient, const float* weight, const float* mu,
                                 std::int64_t count, float* sum);
  bool (*tells_noise)(const float* mu, const float* rho, std::int64_t count);
  bool (*add_gaussian_kl_gradient)(const GaussianKl& kl, const float* mu, const float* rho,
                                   std::int64_t count, float* mu_gradient, float* rho_gradient);
  void (*perturb_outputs)(const float* mean, const float* variance, float least, const float* noise,
                          std::int64_t count, float* output, float* slope);
  bool (*are_alike)(const float* variances, std::int64_t count);

  static const VariationalUpdatePath portable, avx2, avx512;
};

}  // namespace bayes::kernels
