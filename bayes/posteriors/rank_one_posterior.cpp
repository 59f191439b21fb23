#include "bayes/posteriors/rank_one_posterior.h"

#include <cmath>
#include <utility>

#include "bayes/posteriors/mean_field_gaussian.h"

namespace bayes {
namespace {

// Factors of a dimension of the weight, for all weights.
torch::Tensor spread(const torch::Tensor& weight, std::int64_t dimension, const torch::Tensor& factors) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(weight.dim()), 1);
  if (!shape.empty()) shape[dimension] = factors.size(0);
  return factors.view(shape);
}

// P E r E s, of point [out, in, places…], row_mean [out] and column_mean [in]; of P E r where column_mean is
// not defined.
torch::Tensor mean_of(const torch::Tensor& point, const torch::Tensor& row_mean,
                      const torch::Tensor& column_mean) {
  const auto of_rows = point * spread(point, 0, row_mean);
  return column_mean.defined() ? of_rows * spread(point, 1, column_mean) : of_rows;
}

torch::Tensor saved_mean(const State& saved) {
  const auto point = saved.find("point"), row_mean = saved.find("row_mean");
  if (point == saved.end() || row_mean == saved.end()) return {};
  const auto column_mean = saved.find("column_mean");
  return mean_of(point->second, row_mean->second,
                 column_mean == saved.end() ? torch::Tensor() : column_mean->second);
}

}  // namespace

RankOnePosteriorImpl::RankOnePosteriorImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                                           double factor_sigma, const std::shared_ptr<const Prior>& prior)
    : Cloneable("RankOnePosterior", std::move(sizes), initial_sigma, prior), factor_sigma(factor_sigma) {
  const torch::NoGradGuard no_grad;
  prior->log_density(torch::zeros(this->sizes));  // throws where it has none at points
  reset();
}

void RankOnePosteriorImpl::reset() {
  factor_prior = register_module("factor_prior", GaussianPrior(GaussianPriorOptions{1.0, factor_sigma}));
  point = register_parameter("point", torch::zeros(sizes));
  const std::int64_t height = sizes.empty() ? 1 : sizes[0];
  row_mean = register_parameter("row_mean", torch::empty({height}));
  row_rho = register_parameter("row_rho", torch::empty({height}));
  if (has_columns()) {
    column_mean = register_parameter("column_mean", torch::empty({sizes[1]}));
    column_rho = register_parameter("column_rho", torch::empty({sizes[1]}));
  }
  kept = register_buffer("kept", torch::ones(sizes));
  prior = register_module("prior", prior->copy());
  reset_parameters(0.0);
}

void RankOnePosteriorImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  point.uniform_(-bound, bound);
  // (1 + v)^2 - 1 is the variance of a product of two factors of variance v.
  const double variance = initial_sigma * initial_sigma;
  const double sd = has_columns() ? std::sqrt(std::sqrt(1.0 + variance) - 1.0) : initial_sigma;
  row_mean.fill_(1.0);
  row_rho.fill_(inverse_softplus(sd));
  if (!has_columns()) return;
  column_mean.fill_(1.0);
  column_rho.fill_(inverse_softplus(sd));
}

void RankOnePosteriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::RankOnePosterior(" << torch::IntArrayRef(sizes) << ", initial_sigma=" << initial_sigma
         << ", factor_sigma=" << factor_sigma << ")";
}

torch::Tensor RankOnePosteriorImpl::along(std::int64_t dimension, const torch::Tensor& factors) const {
  return spread(point, dimension, factors);
}

torch::Tensor RankOnePosteriorImpl::centre() const { return mean_of(point, row_mean, column_mean); }

std::int64_t RankOnePosteriorImpl::noise_count() const {
  return row_mean.size(0) + (has_columns() ? column_mean.size(0) : 0);
}

torch::Tensor RankOnePosteriorImpl::deviation(const torch::Tensor& noise) const {
  const std::int64_t height = row_mean.size(0);
  const auto of_rows = along(0, torch::softplus(row_rho) * noise.narrow(0, 0, height));
  if (!has_columns()) return point * of_rows;
  const auto of_columns =
      along(1, torch::softplus(column_rho) * noise.narrow(0, height, column_mean.size(0)));
  // r s - E r E s, with r = E r + of_rows and s = E s + of_columns
  return point * (of_rows * (along(1, column_mean) + of_columns) + along(0, row_mean) * of_columns);
}

torch::Tensor RankOnePosteriorImpl::marginal_sd() const {
  const auto row_variance = along(0, torch::softplus(row_rho).square());
  if (!has_columns()) return point.abs() * row_variance.sqrt();
  const auto column_variance = along(1, torch::softplus(column_rho).square());
  const auto variance = along(0, row_mean).square() * column_variance +
                        along(1, column_mean).square() * row_variance + row_variance * column_variance;
  return point.abs() * variance.sqrt();
}

// Of a dimension, those that have weights which were kept.
torch::Tensor RankOnePosteriorImpl::used_factors(std::int64_t dimension) const {
  const auto by_factor = has_columns() ? kept.transpose(0, dimension).flatten(1) : kept.view({-1, 1});
  return by_factor.sum(1) > 0.0;
}

torch::Tensor RankOnePosteriorImpl::kl_of_factors(std::int64_t dimension, const torch::Tensor& mean,
                                                  const torch::Tensor& rho) const {
  const auto used = used_factors(dimension);
  return *factor_prior->kl_from_gaussian(mean.masked_select(used), torch::softplus(rho).masked_select(used));
}

torch::Tensor RankOnePosteriorImpl::entropy_of_factors(std::int64_t dimension,
                                                       const torch::Tensor& rho) const {
  const auto sd = torch::softplus(rho).masked_select(used_factors(dimension));
  return sd.log().sum() + (0.5 * std::log(2.0 * M_PI) + 0.5) * static_cast<double>(sd.numel());
}

torch::Tensor RankOnePosteriorImpl::entropy() const {
  const auto of_rows = entropy_of_factors(0, row_rho);
  return has_columns() ? of_rows + entropy_of_factors(1, column_rho) : of_rows;
}

torch::Tensor RankOnePosteriorImpl::kl_of(const torch::Tensor&) const {
  const auto is_kept = kept != 0.0;
  const auto of_kept = prior->for_kept(is_kept);
  const auto points = point.masked_select(is_kept);
  const auto of_points = of_kept->log_density(torch::zeros_like(points)) - of_kept->log_density(points);
  const auto of_rows = kl_of_factors(0, row_mean, row_rho) + of_points;
  return has_columns() ? of_rows + kl_of_factors(1, column_mean, column_rho) : of_rows;
}

void RankOnePosteriorImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  point.masked_fill_(mask, 0.0);
  kept.masked_fill_(mask, 0.0);
}

PosteriorKind rank_one_posterior() {
  return {"rank_one",
          "Rank one",
          "Points times random factors of a layer's outputs and of its inputs.",
          "Dusenberry et al. 2020",
          {"factor_sigma"},
          [](const auto& options, const auto& sizes, const auto& prior) {
            return RankOnePosterior(sizes, options.initial_sigma, options.factor_sigma, prior);
          },
          saved_mean};
}

}  // namespace bayes
