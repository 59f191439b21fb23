#include "bayes/posteriors/matrix_gaussian.h"

#include <cmath>
#include <utility>

#include "bayes/posteriors/mean_field_gaussian.h"

namespace bayes {

MatrixGaussianImpl::MatrixGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                                       const std::shared_ptr<const Prior>& prior)
    : Cloneable("MatrixGaussian", std::move(sizes), initial_sigma, prior) {
  reset();
}

void MatrixGaussianImpl::reset() {
  mu = register_parameter("mu", torch::zeros(sizes));
  kept = register_buffer("kept", torch::ones(sizes));
  const std::int64_t height = sizes.empty() ? 1 : sizes[0], width = count() / height;
  const double part = width > 1 ? std::sqrt(initial_sigma) : initial_sigma;
  rows = register_module("rows", CholeskyFactor(height, part));
  if (width > 1) columns = register_module("columns", CholeskyFactor(width, part));
  prior = register_module("prior", prior->copy());
}

void MatrixGaussianImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  mu.uniform_(-bound, bound);
  rows->reset_parameters();
  if (!columns.is_empty()) columns->reset_parameters();
}

void MatrixGaussianImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::MatrixGaussian(" << torch::IntArrayRef(sizes) << ", initial_sigma=" << initial_sigma
         << ")";
}

// a inner b^T, of the weight's sizes; without b where there is one column.
torch::Tensor MatrixGaussianImpl::product(const torch::Tensor& a, const torch::Tensor& inner,
                                          const torch::Tensor& b) const {
  const auto of_rows = a.mm(inner.view({rows->size, -1}));
  return (b.defined() ? of_rows.mm(b.t()) : of_rows).view(sizes);
}

torch::Tensor MatrixGaussianImpl::deviation(const torch::Tensor& noise) const {
  const auto b = columns.is_empty() ? torch::Tensor() : columns->matrix();
  const auto whole = product(rows->matrix(), noise.view(sizes) * kept, b) * kept;
  const auto factor = compensation();
  return factor.defined() ? whole * factor : whole;
}

torch::Tensor MatrixGaussianImpl::marginal_sd() const {
  auto sd = rows->matrix().norm(2, 1).unsqueeze(1);
  if (!columns.is_empty()) sd = sd * columns->matrix().norm(2, 1).unsqueeze(0);
  return sd.view(sizes) * kept;
}

// What each weight's deviation is multiplied with, as the noise of removed weights is missing in it;
// undefined where none was removed.
torch::Tensor MatrixGaussianImpl::compensation() const {
  if (kept.all().item<bool>()) return {};
  const auto b = columns.is_empty() ? torch::Tensor() : columns->matrix().square();
  const auto without = product(rows->matrix().square(), kept, b).masked_fill(kept == 0.0, 1.0).sqrt();
  return marginal_sd().masked_fill(kept == 0.0, 1.0) / without;
}

torch::Tensor MatrixGaussianImpl::entropy() const {
  auto log_diagonal = rows->diagonal().log().unsqueeze(1);
  if (!columns.is_empty()) log_diagonal = log_diagonal + columns->diagonal().log().unsqueeze(0);
  auto of_each = log_diagonal.view(sizes) + (0.5 * std::log(2.0 * M_PI) + 0.5);
  const auto factor = compensation();
  if (factor.defined()) of_each = of_each + factor.log();
  return (of_each * kept).sum();
}

void MatrixGaussianImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  mu.masked_fill_(mask, 0.0);
  kept.masked_fill_(mask, 0.0);
}

PosteriorKind matrix_posterior() {
  return {"matrix",
          "Matrix normal",
          "The weights of a layer covary by its outputs and by its inputs.",
          "Louizos & Welling 2016",
          {},
          [](const auto& options, const auto& sizes, const auto& prior) {
            return MatrixGaussian(sizes, options.initial_sigma, prior);
          },
          saved_mu};
}

}  // namespace bayes
