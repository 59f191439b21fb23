// What every prior has to do: each entry of the catalog passes every test here with its default options.
#include "experiments/catalog/priors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>
#include <sstream>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/state.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

using PriorEntry = bnn::Entry<bnn::MakePrior>;

class Priors : public testing::TestWithParam<PriorEntry> {
 protected:
  Priors() : prior_(GetParam().configure()->make()) {}

  // Whether `call` does what it says instead of refusing with an `Error` that says what to do.
  template <class Call>
  static bool is_served(const Call& call) {
    try {
      call();
      return true;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("choose"), std::string::npos) << error.what();
      return false;
    }
  }
  bool has_density() const {
    return prior_->is_proper() && is_served([&] { prior_->log_density(torch::zeros({1})); });
  }
  bool has_draws() const {
    const Draw draw({0, Stream::kPrior, 0, 0});
    return is_served([&] { prior_->draw({1}, torch::kFloat64); });
  }
  double log_density(double weight) const {
    return prior_->log_density(torch::tensor({weight}, torch::kFloat64)).item<double>();
  }
  torch::Tensor drawn(torch::IntArrayRef sizes, std::uint64_t seed, torch::ScalarType type) const {
    const Draw draw({seed, Stream::kPrior, 0, 0});
    return prior_->draw(sizes, type);
  }

  std::shared_ptr<Prior> prior_;
};

TEST_P(Priors, GivenWeightsWhenDrawnThenTheyFollowTheDensity) {
  if (!has_draws() || !has_density()) GTEST_SKIP() << "has no draws, or no density to compare with";
  constexpr std::int64_t kCount = 20000;
  constexpr std::int64_t kPlaces = 40;
  const auto weights = std::get<0>(drawn({kCount}, 4, torch::kFloat64).sort());

  // Kolmogorov-Smirnov's distance at places between which equally many draws lie.
  const auto density = [&](double weight) { return std::exp(log_density(weight)); };
  double below = 0.0, largest = 0.0, last = -std::numeric_limits<double>::infinity();
  for (std::int64_t i = 1; i <= kPlaces; ++i) {
    const bool is_end = i == kPlaces;
    const std::int64_t count = kCount * i / kPlaces;
    const double place = is_end ? std::numeric_limits<double>::infinity() : weights[count - 1].item<double>();
    below += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(density, last, place, 8, 1e-7);
    if (!is_end) {
      largest = std::max(largest, std::abs(static_cast<double>(count) / kCount - below));
    }
    last = place;
  }

  EXPECT_NEAR(below, 1.0, 1e-5) << "the density does not integrate to 1";
  EXPECT_LT(largest, 1.95 / std::sqrt(kCount));  // passed by 99.9 % of samples of the right distribution
}

TEST_P(Priors, GivenSizesAndAScopeWhenDrawnThenBothAreKept) {
  if (!has_draws()) GTEST_SKIP() << "has no draws";

  const auto weights = drawn({3, 2, 5}, 7, torch::kFloat32);

  EXPECT_EQ(weights.sizes(), (std::vector<std::int64_t>{3, 2, 5}));
  EXPECT_EQ(weights.scalar_type(), torch::kFloat32);
  EXPECT_TRUE(torch::equal(weights, drawn({3, 2, 5}, 7, torch::kFloat32)));
  EXPECT_FALSE(torch::equal(weights, drawn({3, 2, 5}, 8, torch::kFloat32)));
}

TEST_P(Priors, GivenAGaussianWhenThereIsAClosedFormThenItIsTheKlOfQuadrature) {
  const auto mean = torch::tensor({0.03}, torch::kFloat64), sd = torch::tensor({0.2}, torch::kFloat64);
  if (!has_density() || !prior_->kl_from_gaussian(mean, sd)) GTEST_SKIP() << "nothing to compare";

  const double expected = kl_by_quadrature(0.03, 0.2, [&](double weight) { return log_density(weight); });

  EXPECT_NEAR(prior_->kl_from_gaussian(mean, sd)->item<double>(), expected, 1e-7 * std::abs(expected));
}

TEST_P(Priors, GivenItIsSaidToBeGaussianWhenComparedThenItHasThatDensity) {
  for (const std::vector<std::int64_t>& sizes : {std::vector<std::int64_t>{6}, {2, 3}, {1, 2, 3, 1}}) {
    const auto normal = prior_->as_normal(sizes);
    if (!normal) GTEST_SKIP() << "is not Gaussian";
    const auto weights = torch::linspace(-0.2, 0.3, 6, torch::kFloat64).view(sizes);
    double expected = 0.0;
    for (std::int64_t i = 0; i < 6; ++i) {
      expected += log_normal(weights.view(6)[i].item<double>(), normal->mean, normal->sd);
    }

    EXPECT_NEAR(prior_->log_density(weights).item<double>(), expected, 1e-10 * std::abs(expected));
  }
}

TEST_P(Priors, GivenACopyForAPosteriorWhenItChangesThenTheOriginalStays) {
  const auto before = module_state(*prior_);

  const auto copy = prior_->copy_for({2, 3});
  for (auto& buffer : copy->buffers()) buffer.mul_(0.5);

  const auto after = module_state(*prior_);
  ASSERT_EQ(after.size(), before.size());
  for (const auto& [name, tensor] : before) EXPECT_TRUE(torch::equal(after.at(name), tensor)) << name;
}

TEST_P(Priors, GivenChangedHyperparametersWhenCopiedThenTheCopyHasThem) {
  for (auto& buffer : prior_->buffers()) buffer.mul_(0.5);

  for (const auto& copy : {prior_->copy(), prior_->copy_for({2, 3})}) {
    for (const auto& buffer : prior_->named_buffers()) {
      EXPECT_TRUE(torch::equal(copy->named_buffers()[buffer.key()], buffer.value())) << buffer.key();
    }
  }
}

TEST_P(Priors, GivenItselfWhenPrintedThenTheTextNamesIt) {
  std::ostringstream stream;

  prior_->pretty_print(stream);

  EXPECT_EQ(stream.str().rfind("bayes::", 0), 0u) << stream.str();
}

INSTANTIATE_TEST_SUITE_P(All, Priors, testing::ValuesIn(bnn::priors()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace bayes
