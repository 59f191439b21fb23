#include "bayes/predictive/mixture_predictive.h"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/core/shape.h"

namespace bayes {
namespace {

namespace constants = boost::math::double_constants;

/// The distribution at location 0 and scale 1: normal where the degrees are infinite.
class Standard {
 public:
  explicit Standard(double degrees) : degrees_(degrees), log_constant_(-0.5 * std::log(constants::two_pi)) {
    if (is_normal()) return;
    log_constant_ = std::lgamma((degrees + 1.0) / 2.0) - std::lgamma(degrees / 2.0) -
                    0.5 * std::log(degrees * constants::pi);
  }

  bool is_normal() const { return std::isinf(degrees_); }
  double log_density(double z) const {
    if (is_normal()) return log_constant_ - 0.5 * z * z;
    return log_constant_ - 0.5 * (degrees_ + 1.0) * std::log1p(z * z / degrees_);
  }
  double cdf(double z) const {
    if (is_normal()) return 0.5 * std::erfc(-z * constants::one_div_root_two);
    return boost::math::cdf(boost::math::students_t(degrees_), z);
  }
  double quantile(double share) const {
    if (is_normal()) return boost::math::quantile(boost::math::normal(), share);
    return boost::math::quantile(boost::math::students_t(degrees_), share);
  }

 private:
  double degrees_, log_constant_;
};

/// What the draws say of one target of one example.
struct Mixture {
  const Standard& standard;
  std::vector<double> location, scale;

  /// The mean over draws of function(location, scale).
  template <class Function>
  double mean(const Function& function) const {
    double sum = 0.0;
    for (std::size_t s = 0; s < location.size(); ++s) sum += function(location[s], scale[s]);
    return sum / static_cast<double>(location.size());
  }
  double cdf(double x) const {
    return mean([&](double m, double s) { return standard.cdf((x - m) / s); });
  }
  double survival(double x) const {
    return mean([&](double m, double s) { return standard.cdf((m - x) / s); });
  }
  double density(double x) const {
    return mean([&](double m, double s) { return std::exp(standard.log_density((x - m) / s)) / s; });
  }
};

/// work(mixture, i) of every target of every example, i = n D + d: [N, D].
template <class Work>
torch::Tensor of_each_target(const MixturePredictive& all, const Work& work) {
  const Standard standard(all.degrees());
  const auto draws = static_cast<std::size_t>(all.draws());
  Mixture mixture{standard, std::vector<double>(draws), std::vector<double>(draws)};
  const auto result = torch::empty({all.examples(), all.targets()}, torch::kFloat64);
  const auto *location = all.location().data_ptr<double>(), *scale = all.scale().data_ptr<double>();
  const auto count = static_cast<std::size_t>(result.numel());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t s = 0; s < draws; ++s) {
      mixture.location[s] = location[s * count + i];
      mixture.scale[s] = scale[s * count + i];
    }
    result.data_ptr<double>()[i] = work(mixture, i);
  }
  return result;
}

/// In double precision on the CPU, [N, D].
torch::Tensor checked(const MixturePredictive& predictive, const torch::Tensor& targets) {
  require_targets(predictive, targets);
  return targets.detach()
      .to(torch::kCPU, torch::kFloat64)
      .reshape({predictive.examples(), predictive.targets()})
      .contiguous();
}

/// Newton's steps for the mixture's cdf, halving where one leaves the bracket. The quantiles of all draws
/// lie on both sides of that of the mixture, or all on it.
double lower_quantile(const Mixture& mixture, double share) {
  const double of_standard = mixture.standard.quantile(share);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t s = 0; s < mixture.location.size(); ++s) {
    const double of_draw = mixture.location[s] + mixture.scale[s] * of_standard;
    low = std::min(low, of_draw);
    high = std::max(high, of_draw);
  }
  const double tolerance = 1e-11 * *std::min_element(mixture.scale.begin(), mixture.scale.end());
  double x = 0.5 * (low + high);
  constexpr int kMostSteps = 200;
  for (int step = 0; step < kMostSteps && high - low > tolerance; ++step) {
    const double excess = mixture.cdf(x) - share;
    (excess < 0.0 ? low : high) = x;
    double next = x - excess / mixture.density(x);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const double moved = std::abs(next - x);
    x = next;
    if (moved <= tolerance) break;
  }
  return x;
}

/// E|X| of a normal of that mean and variance.
double mean_absolute(double mean, double variance) {
  const double sd = std::sqrt(variance), z = mean / sd;
  return sd * std::sqrt(2.0 / constants::pi) * std::exp(-0.5 * z * z) +
         mean * std::erf(z * constants::one_div_root_two);
}

double crps_of_normals(const Mixture& mixture, double target) {
  const auto& [standard, location, scale] = mixture;
  const auto draws = location.size();
  double of_pairs = 0.0;  // E|X - X'| times draws^2 / 2
  for (std::size_t i = 0; i < draws; ++i) {
    of_pairs += scale[i] * constants::one_div_root_pi;
    for (std::size_t j = 0; j < i; ++j) {
      of_pairs += mean_absolute(location[i] - location[j], scale[i] * scale[i] + scale[j] * scale[j]);
    }
  }
  return mixture.mean([&](double m, double s) { return mean_absolute(target - m, s * s); }) -
         of_pairs / static_cast<double>(draws * draws);
}

double crps_by_quadrature(const Mixture& mixture, double target) {
  constexpr double kTolerance = 1e-9;
  constexpr unsigned kDepth = 12;
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 21>;
  // In units in which what is integrated is about 1 wide.
  const double unit = mixture.mean([&](double m, double s) { return s + std::abs(target - m); });
  const auto below = [&](double u) {
    const double share = mixture.cdf(target - unit * u);
    return share * share;
  };
  const auto above = [&](double u) {
    const double share = mixture.survival(target + unit * u);
    return share * share;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return unit * (Quadrature::integrate(below, 0.0, kInfinity, kDepth, kTolerance) +
                 Quadrature::integrate(above, 0.0, kInfinity, kDepth, kTolerance));
}

bool is_draws(const torch::Tensor& tensor) {
  return tensor.defined() && tensor.dim() == 3 && tensor.numel() > 0 && tensor.is_floating_point();
}

}  // namespace

MixturePredictive::MixturePredictive(torch::Tensor location, torch::Tensor scale, double degrees)
    : degrees_(degrees) {
  if (!is_draws(location) || !is_draws(scale) || location.sizes() != scale.sizes()) {
    throw Error(
        "locations and scales do not have the same shape [draws, examples, targets], each at least 1, "
        "floating point",
        "MixturePredictive", "stack the draws of what the likelihood makes of the network's outputs");
  }
  if (!(degrees > 2.0)) {
    throw Error("there are " + std::to_string(degrees) + " degrees of freedom", "MixturePredictive",
                "give more than 2: there is no variance otherwise");
  }
  location_ = location.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  scale_ = scale.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  if (!location_.isfinite().all().item<bool>() || !scale_.isfinite().all().item<bool>()) {
    throw Error("locations or scales are not all finite", "MixturePredictive",
                "see why the network's outputs are not finite", Fault::kDiverged);
  }
  if (!scale_.gt(0.0).all().item<bool>()) {
    throw Error("not all scales are above 0", "MixturePredictive", "give standard deviations above 0");
  }
}

torch::Tensor MixturePredictive::mean() const { return location_.mean(/*dim=*/0); }

torch::Tensor MixturePredictive::aleatoric_variance() const {
  const double of_standard = std::isinf(degrees_) ? 1.0 : degrees_ / (degrees_ - 2.0);
  return of_standard * scale_.square().mean(/*dim=*/0);
}

torch::Tensor MixturePredictive::epistemic_variance() const {
  return location_.var(/*dim=*/0, /*unbiased=*/false);
}

torch::Tensor MixturePredictive::variance() const { return aleatoric_variance() + epistemic_variance(); }

torch::Tensor MixturePredictive::cdf(const torch::Tensor& values) const {
  const auto at = checked(*this, values);
  const double* x = at.data_ptr<double>();
  return of_each_target(*this, [&](const Mixture& mixture, std::size_t i) { return mixture.cdf(x[i]); });
}

torch::Tensor MixturePredictive::quantile(double share) const {
  if (!(share > 0.0 && share < 1.0)) {
    throw Error("the quantile of " + std::to_string(share) + " is asked for", "MixturePredictive::quantile",
                "choose a share in (0, 1)");
  }
  if (share <= 0.5) {
    return of_each_target(
        *this, [&](const Mixture& mixture, std::size_t) { return lower_quantile(mixture, share); });
  }
  // From the other side, where the cdf has all its digits.
  return -MixturePredictive(-location_, scale_, degrees_).quantile(1.0 - share);
}

torch::Tensor MixturePredictive::crps(const torch::Tensor& targets) const {
  const auto at = checked(*this, targets);
  const double* y = at.data_ptr<double>();
  return of_each_target(*this, [&](const Mixture& mixture, std::size_t i) {
    return mixture.standard.is_normal() ? crps_of_normals(mixture, y[i]) : crps_by_quadrature(mixture, y[i]);
  });
}

torch::Tensor MixturePredictive::log_density_by_draw(const torch::Tensor& values) const {
  const auto at = checked(*this, values);
  const Standard standard(degrees_);
  const auto result = torch::empty({draws(), examples()}, torch::kFloat64);
  const auto *location = location_.data_ptr<double>(), *scale = scale_.data_ptr<double>();
  const std::int64_t width = targets(), count = examples();
  for (std::int64_t i = 0; i < result.numel(); ++i) {
    const double* y = at.data_ptr<double>() + i % count * width;
    double sum = 0.0;
    for (std::int64_t d = 0; d < width; ++d) {
      const double s = scale[i * width + d];
      sum += standard.log_density((y[d] - location[i * width + d]) / s) - std::log(s);
    }
    result.data_ptr<double>()[i] = sum;
  }
  return result;
}

torch::Tensor MixturePredictive::log_density(const torch::Tensor& targets) const {
  return log_density_by_draw(targets).logsumexp(/*dim=*/0) - std::log(static_cast<double>(draws()));
}

torch::Tensor MixturePredictive::scores(const torch::Tensor& targets) const {
  return (mean() - checked(*this, targets)).square().mean(/*dim=*/1);
}

Uncertainty MixturePredictive::uncertainty() const {
  const auto aleatoric = aleatoric_variance().sum(/*dim=*/1);
  const auto epistemic = epistemic_variance().sum(/*dim=*/1);
  return {aleatoric + epistemic, aleatoric, epistemic};
}

MixturePredictive MixturePredictive::at(const torch::Tensor& index) const {
  const bool is_index = index.defined() && index.dim() == 1 && index.scalar_type() == torch::kInt64;
  if (!is_index || index.numel() == 0 || index.min().item<std::int64_t>() < 0 ||
      index.max().item<std::int64_t>() >= examples()) {
    throw Error("index is not an int64 vector of examples", "MixturePredictive::at",
                "give at least one example, each in [0, " + std::to_string(examples()) + ")");
  }
  const auto on_cpu = index.to(torch::kCPU);
  return {location_.index_select(/*dim=*/1, on_cpu), scale_.index_select(/*dim=*/1, on_cpu), degrees_};
}

MixturePredictive MixturePredictive::some_draws(std::int64_t first, std::int64_t count) const {
  if (first < 0 || count < 1 || count > draws() - first) {
    throw Error("there are no draws " + std::to_string(first) + " to " + std::to_string(first + count - 1) +
                    " among " + std::to_string(draws()),
                "MixturePredictive::some_draws", "choose a part of [0, draws)");
  }
  return {location_.narrow(/*dim=*/0, first, count), scale_.narrow(/*dim=*/0, first, count), degrees_};
}

MixturePredictive MixturePredictive::in_unit(const torch::Tensor& centre, const torch::Tensor& spread) const {
  const auto is_one_each = [this](const torch::Tensor& values) {
    return values.defined() && values.dim() == 1 && values.size(0) == targets() &&
           values.isfinite().all().item<bool>();
  };
  if (!is_one_each(centre) || !is_one_each(spread) || !spread.gt(0.0).all().item<bool>()) {
    throw Error("the targets' centre and spread are not " + std::to_string(targets()) +
                    " finite numbers each, the spread above 0",
                "MixturePredictive::in_unit", "give those that the targets were standardised by");
  }
  const auto of_double = [](const torch::Tensor& values) {
    return values.detach().to(torch::kCPU, torch::kFloat64);
  };
  return {location_ * of_double(spread) + of_double(centre), scale_ * of_double(spread), degrees_};
}

void require_numbers(const torch::Tensor& targets, std::int64_t examples, std::int64_t count) {
  const bool is_vector = targets.defined() && targets.dim() == 1 && count == 1 && targets.size(0) == examples;
  const bool is_matrix =
      targets.defined() && targets.dim() == 2 && targets.size(0) == examples && targets.size(1) == count;
  if ((is_vector || is_matrix) && targets.is_floating_point() && targets.isfinite().all().item<bool>())
    return;
  throw Error("targets are not [" + std::to_string(examples) + ", " + std::to_string(count) +
                  "] finite numbers, floating point" +
                  (targets.defined() ? ", but " + shape_text(targets.sizes()) : ""),
              "targets", "give each example its numbers, none missing");
}

void require_targets(const MixturePredictive& predictive, const torch::Tensor& targets) {
  require_numbers(targets, predictive.examples(), predictive.targets());
}

std::int64_t events(const MixturePredictive& predictive, const torch::Tensor& targets) {
  require_targets(predictive, targets);
  return predictive.examples();
}

MixturePredictive condensed(const MixturePredictive& predictive) { return predictive; }

MixturePredictive joined(const std::vector<MixturePredictive>& parts) {
  std::vector<torch::Tensor> location, scale;
  for (const auto& part : parts) {
    if (part.degrees() != parts[0].degrees() ||
        part.location()[0].sizes() != parts[0].location()[0].sizes()) {
      throw Error("draws of other examples, targets or degrees of freedom are to be joined", "joined",
                  "give predictives of one model for the same examples");
    }
    location.push_back(part.location());
    scale.push_back(part.scale());
  }
  return MixturePredictive(torch::cat(location), torch::cat(scale), parts.at(0).degrees());
}

}  // namespace bayes
