#include "bayes/predictive/mixture_predictive.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bayes/core/error.h"

namespace bayes {
namespace {

constexpr double kDegrees = 3.5;  // of the script
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// tests/golden/mixture.py, by SciPy.
const nlohmann::json& golden() {
  static const auto all = [] {
    std::ifstream file(std::string(TESTS_FOLDER) + "/golden/mixture.json");
    return nlohmann::json::parse(file);
  }();
  return all;
}

void append(const nlohmann::json& from, std::vector<double>& into) {
  if (from.is_number()) return into.push_back(from.get<double>());
  for (const auto& each : from) append(each, into);
}

torch::Tensor tensor_of(const nlohmann::json& values, torch::IntArrayRef sizes) {
  std::vector<double> flat;
  append(values, flat);
  return torch::tensor(flat, torch::kFloat64).reshape(sizes);
}

MixturePredictive golden_mixture(double degrees) {
  return {tensor_of(golden().at("location"), {5, 6, 2}), tensor_of(golden().at("scale"), {5, 6, 2}), degrees};
}

torch::Tensor golden_targets() { return tensor_of(golden().at("targets"), {6, 2}); }

double largest_difference(const torch::Tensor& a, const torch::Tensor& b) {
  EXPECT_EQ(a.sizes(), b.sizes());
  return (a - b).abs().max().item<double>();
}

struct GoldenCase {
  std::string key;
  double degrees;
};

class MixtureByScipy : public testing::TestWithParam<GoldenCase> {};
INSTANTIATE_TEST_SUITE_P(All, MixtureByScipy,
                         testing::Values(GoldenCase{"normal", kInfinity}, GoldenCase{"student_t", kDegrees}),
                         [](const auto& test) { return test.param.key; });

TEST_P(MixtureByScipy, GivenTargetsWhenAskedThenDensityCdfAndCrpsAgree) {
  const auto& expected = golden().at(GetParam().key);
  const auto predictive = golden_mixture(GetParam().degrees);
  const auto targets = golden_targets();

  EXPECT_LT(largest_difference(predictive.log_density_by_draw(targets),
                               tensor_of(expected.at("log_density_by_draw"), {5, 6})),
            1e-9);
  EXPECT_LT(largest_difference(predictive.log_density(targets), tensor_of(expected.at("log_density"), {6})),
            1e-9);
  EXPECT_LT(largest_difference(predictive.cdf(targets), tensor_of(expected.at("cdf"), {6, 2})), 1e-12);
  EXPECT_LT(largest_difference(predictive.crps(targets), tensor_of(expected.at("crps"), {6, 2})), 1e-7);
}

TEST_P(MixtureByScipy, GivenSharesWhenInvertedThenQuantilesAgreeAndComeBack) {
  const auto& shares = golden().at("shares");
  const auto expected = tensor_of(golden().at(GetParam().key).at("quantiles"), {6, 2, 5});
  const auto predictive = golden_mixture(GetParam().degrees);

  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double share = shares[i].get<double>();
    const auto quantile = predictive.quantile(share);

    // SciPy's cdf has 16 digits, which in these tails are 1e-8 of the quantile.
    EXPECT_LT(largest_difference(quantile, expected.select(2, static_cast<std::int64_t>(i))), 1e-8);
    EXPECT_LT(largest_difference(predictive.cdf(quantile), torch::full({6, 2}, share, torch::kFloat64)),
              1e-11);
  }
}

TEST(MixturePredictive, GivenFarSharesOfOneNormalWhenInvertedThenTheyAreItsQuantiles) {
  const MixturePredictive one(torch::full({3, 1, 1}, 10.0), torch::full({3, 1, 1}, 2.0));

  // The standard normal quantile of 1e-9, by SciPy.
  EXPECT_NEAR(one.quantile(1e-9).item<double>(), 10.0 - 2.0 * 5.9978070150076865, 1e-8);
  EXPECT_NEAR(one.quantile(1.0 - 1e-9).item<double>(), 10.0 + 2.0 * 5.9978070150076865, 1e-6);
}

TEST(MixturePredictive, GivenDrawsFarApartWhenInvertedThenQuantilesLieInTheDrawOfTheirShare) {
  const MixturePredictive apart(torch::tensor({-1e3, 1e3}, torch::kFloat64).reshape({2, 1, 1}),
                                torch::tensor({1.0, 1e-3}, torch::kFloat64).reshape({2, 1, 1}));

  EXPECT_NEAR(apart.quantile(0.25).item<double>(), -1e3, 1e-9);
  EXPECT_NEAR(apart.quantile(0.75).item<double>(), 1e3, 1e-9);
}

// The CRPS is E|X - y| - E|X - X'| / 2.
TEST(MixturePredictive, GivenASampleWhenScoredThenTheCrpsIsThatOfTheSample) {
  constexpr std::int64_t kSample = 400000;
  const auto predictive = golden_mixture(kInfinity).at(torch::tensor({2}, torch::kInt64));
  auto generator = at::detail::createCPUGenerator(3);
  const auto sample = [&] {
    const auto draw = torch::randint(0, 5, {kSample}, generator, torch::kInt64);
    const auto noise = torch::randn({kSample}, generator, torch::kFloat64);
    return predictive.location().select(2, 1).flatten().index_select(0, draw) +
           noise * predictive.scale().select(2, 1).flatten().index_select(0, draw);
  };
  const auto x = sample(), other = sample();
  const double y = golden_targets()[2][1].item<double>();

  const auto terms = (x - y).abs() - 0.5 * (x - other).abs();

  const double error = terms.std().item<double>() / std::sqrt(static_cast<double>(kSample));
  EXPECT_NEAR(predictive.crps(golden_targets().narrow(0, 2, 1))[0][1].item<double>(),
              terms.mean().item<double>(), 5.0 * error);
}

// Of any degrees the closed form and the quadrature meet in the limit.
TEST(MixturePredictive, GivenVeryManyDegreesWhenScoredThenItIsTheNormalsCrps) {
  const auto normal = golden_mixture(kInfinity), nearly = golden_mixture(1e6);

  // The densities differ by 1 / degrees.
  EXPECT_LT(largest_difference(normal.crps(golden_targets()), nearly.crps(golden_targets())), 2e-5);
}

TEST(MixturePredictive, GivenADensityWhenIntegratedThenMomentsAreThoseOfTheLawOfTotalVariance) {
  const auto mixture = golden_mixture(kInfinity).at(torch::tensor({4}, torch::kInt64));
  const MixturePredictive one(mixture.location().narrow(2, 0, 1), mixture.scale().narrow(2, 0, 1));
  const auto moment = [&](int power) {
    const auto term = [&](double x) {
      return std::pow(x, power) *
             std::exp(one.log_density(torch::full({1, 1}, x, torch::kFloat64)).item<double>());
    };
    return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(term, -60.0, 60.0, 10, 1e-9);
  };

  const double mean = moment(1);

  EXPECT_NEAR(moment(0), 1.0, 1e-7);
  EXPECT_NEAR(one.mean().item<double>(), mean, 1e-7);
  EXPECT_NEAR(one.variance().item<double>(), moment(2) - mean * mean, 1e-6);
}

// By hand: means 1 and 5, scales 1 and 3. Mean 3; within (1 + 9) / 2 = 5, between 4. Student-t of 4 degrees
// has twice the square of its scale as variance.
TEST(MixturePredictive, GivenTwoDrawsWhenDecomposedThenVariancesAreThoseByHand) {
  const auto location = torch::tensor({1.0, 5.0}).reshape({2, 1, 1});
  const auto scale = torch::tensor({1.0, 3.0}).reshape({2, 1, 1});
  const MixturePredictive normal(location, scale), student(location, scale, 4.0);

  EXPECT_EQ(normal.mean().item<double>(), 3.0);
  EXPECT_EQ(normal.aleatoric_variance().item<double>(), 5.0);
  EXPECT_EQ(normal.epistemic_variance().item<double>(), 4.0);
  EXPECT_EQ(normal.variance().item<double>(), 9.0);
  EXPECT_EQ(student.aleatoric_variance().item<double>(), 10.0);
  const auto uncertainty = normal.uncertainty();
  EXPECT_EQ(uncertainty.total.item<double>(), 9.0);
  EXPECT_EQ(uncertainty.aleatoric.item<double>(), 5.0);
  EXPECT_EQ(uncertainty.epistemic.item<double>(), 4.0);
  EXPECT_EQ(normal.scores(torch::tensor({1.0}).reshape({1, 1})).item<double>(), 4.0);
}

TEST(MixturePredictive, GivenAnotherUnitWhenPutInThenAllFiguresFollow) {
  const auto centre = torch::tensor({10.0, -3.0}, torch::kFloat64);
  const auto spread = torch::tensor({4.0, 0.5}, torch::kFloat64);
  const auto targets = golden_targets(), moved = targets * spread + centre;
  for (const double degrees : {kInfinity, kDegrees}) {
    const auto before = golden_mixture(degrees), after = before.in_unit(centre, spread);

    EXPECT_LT(largest_difference(after.cdf(moved), before.cdf(targets)), 1e-12);
    EXPECT_LT(largest_difference(after.quantile(0.9), before.quantile(0.9) * spread + centre), 1e-8);
    EXPECT_LT(largest_difference(after.crps(moved), before.crps(targets) * spread), 1e-7);
    EXPECT_LT(largest_difference(after.variance(), before.variance() * spread.square()), 1e-10);
    // Densities by the Jacobian: log(4 * 0.5).
    EXPECT_LT(largest_difference(after.log_density(moved), before.log_density(targets) - std::log(2.0)),
              1e-10);
  }
}

TEST(MixturePredictive, GivenPartsWhenTakenAndJoinedThenTheyAreThoseOfTheWhole) {
  const auto whole = golden_mixture(kDegrees);
  const auto targets = golden_targets();
  const auto index = torch::tensor({3, 0, 3}, torch::kInt64);

  const auto some = whole.at(index);
  const auto both = joined({whole.some_draws(0, 2), whole.some_draws(2, 3)});

  EXPECT_TRUE(some.log_density(targets.index_select(0, index))
                  .equal(whole.log_density(targets).index_select(0, index)));
  EXPECT_EQ(some.degrees(), kDegrees);
  EXPECT_EQ(whole.some_draws(0, 2).draws(), 2);
  EXPECT_TRUE(both.log_density(targets).equal(whole.log_density(targets)));
  EXPECT_TRUE(condensed(whole).location().equal(whole.location()));
  EXPECT_EQ(events(whole, targets), 6);
}

TEST(MixturePredictive, GivenOneTargetWhenAVectorIsGivenThenItIsAMatrixOfOneColumn) {
  const auto whole = golden_mixture(kInfinity);
  const MixturePredictive one(whole.location().narrow(2, 0, 1), whole.scale().narrow(2, 0, 1));
  const auto column = golden_targets().narrow(1, 0, 1);

  EXPECT_TRUE(one.log_density(column.flatten()).equal(one.log_density(column)));
  EXPECT_TRUE(one.crps(column.flatten()).equal(one.crps(column)));
  EXPECT_THROW(whole.log_density(column.flatten()), Error);
}

TEST(MixturePredictive, GivenWhatItIsNotWhenMadeOrAskedThenErrorIsThrown) {
  const auto ones = torch::ones({2, 3, 1});
  EXPECT_THROW(MixturePredictive(ones, torch::ones({2, 3, 2})), Error);
  EXPECT_THROW(MixturePredictive(torch::ones({2, 3}), torch::ones({2, 3})), Error);
  EXPECT_THROW(MixturePredictive(ones.to(torch::kInt64), ones.to(torch::kInt64)), Error);
  EXPECT_THROW(MixturePredictive(ones, torch::zeros({2, 3, 1})), Error);
  EXPECT_THROW(MixturePredictive(ones.mul(NAN), ones), Error);
  EXPECT_THROW(MixturePredictive(ones, ones.mul(INFINITY)), Error);
  EXPECT_THROW(MixturePredictive(ones, ones, 2.0), Error);

  const MixturePredictive predictive(ones, ones);
  EXPECT_THROW(predictive.log_density(torch::ones({4, 1})), Error);
  EXPECT_THROW(predictive.log_density(torch::ones({3, 1}, torch::kInt64)), Error);
  EXPECT_THROW(predictive.crps(torch::full({3, 1}, NAN)), Error);
  EXPECT_THROW(predictive.quantile(0.0), Error);
  EXPECT_THROW(predictive.quantile(1.0), Error);
  EXPECT_THROW(predictive.at(torch::tensor({3}, torch::kInt64)), Error);
  EXPECT_THROW(predictive.some_draws(1, 2), Error);
  EXPECT_THROW(predictive.in_unit(torch::zeros({1}), torch::zeros({1})), Error);
  EXPECT_THROW(predictive.in_unit(torch::zeros({2}), torch::ones({2})), Error);
  EXPECT_THROW(joined({predictive, MixturePredictive(ones, ones, 3.0)}), Error);
}

}  // namespace
}  // namespace bayes
