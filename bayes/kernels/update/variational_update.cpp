#include "bayes/kernels/update/variational_update.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/update/variational_update_paths.h"

namespace bayes::kernels {
namespace {

void require_count(std::int64_t count) {
  if (count < 0) {
    throw Error("an update of " + std::to_string(count) + " weights is asked for", "count",
                "pass the number of weights");
  }
}

}  // namespace

void draw_weights(const float* mu, const float* rho, const float* noise, std::int64_t count, float* weight) {
  require_count(count);
  best_path<VariationalUpdatePath>().draw_weights(mu, rho, noise, count, weight);
}

void draw_perturbations(const float* rho, const float* noise, std::int64_t count, float* perturbation) {
  require_count(count);
  best_path<VariationalUpdatePath>().draw_perturbations(rho, noise, count, perturbation);
}

void variances(const float* rho, std::int64_t count, float* variance) {
  require_count(count);
  best_path<VariationalUpdatePath>().variances(rho, count, variance);
}

void add_log_sigma_gradient(const float* weight_gradient, const float* weight, const float* mu,
                            std::int64_t count, float* sum) {
  require_count(count);
  best_path<VariationalUpdatePath>().add_log_sigma_gradient(weight_gradient, weight, mu, count, sum);
}

bool tells_noise(const float* mu, const float* rho, std::int64_t count) {
  require_count(count);
  return best_path<VariationalUpdatePath>().tells_noise(mu, rho, count);
}

bool add_gaussian_kl_gradient(const GaussianKl& kl, const float* mu, const float* rho, std::int64_t count,
                              float* mu_gradient, float* rho_gradient) {
  require_count(count);
  return best_path<VariationalUpdatePath>().add_gaussian_kl_gradient(kl, mu, rho, count, mu_gradient,
                                                                     rho_gradient);
}

void perturb_outputs(const float* mean, const float* variance, float least, const float* noise,
                     std::int64_t count, float* output, float* slope) {
  require_count(count);
  best_path<VariationalUpdatePath>().perturb_outputs(mean, variance, least, noise, count, output, slope);
}

bool are_alike(const float* variances, std::int64_t count) {
  require_count(count);
  return best_path<VariationalUpdatePath>().are_alike(variances, count);
}

}  // namespace bayes::kernels
