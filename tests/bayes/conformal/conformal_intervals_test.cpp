#include "bayes/conformal/conformal_intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <vector>

#include "bayes/core/error.h"
#include "tests/bayes/metrics/regression/golden_regression.h"

namespace bayes {
namespace {

using ::testing::HasSubstr;

using Method = ConformalIntervalMethod (*)(const ConformalIntervalOptions& options);
constexpr Method kMethods[] = {absolute_residuals, scaled_residuals, conformalised_quantiles};

/// Two draws of one target; too sure, and skewed targets: coverage has to hold anyway.
NumberedExamples draw_examples(std::int64_t count) {
  const auto location = torch::randn({2, count, 1}, torch::kFloat64);
  const auto scale = (0.5 * torch::randn({2, count, 1}, torch::kFloat64)).exp();
  const auto noise = torch::empty({count, 1}, torch::kFloat64).exponential_();
  return {MixturePredictive(location, scale), location.mean(0) + 2.0 * scale[0] * (noise - 0.5)};
}

torch::Tensor covered(const NumberIntervals& intervals, const torch::Tensor& targets) {
  return intervals.lower.le(targets).logical_and(targets.le(intervals.upper));
}

TEST(ConformalIntervals, GivenFourExamplesWhenFittedThenIntervalsAreThoseByHand) {
  const auto zeros = torch::zeros({1, 4, 1}, torch::kFloat64);
  const MixturePredictive validation(zeros,
                                     torch::tensor({1.0, 2.0, 1.0, 4.0}, torch::kFloat64).view({1, 4, 1}));
  const auto targets = torch::tensor({0.5, -3.0, 2.0, 2.0}, torch::kFloat64).unsqueeze(1);

  // Rank 3 of 4: (4 + 1) 0.6.
  const auto absolute = fit_conformal_intervals(absolute_residuals({0.6}), validation, targets);
  const auto scaled = fit_conformal_intervals(scaled_residuals({0.6}), validation, targets);
  const auto intervals = scaled.intervals(validation);

  EXPECT_NEAR(absolute.thresholds[0].item<double>(), 2.0, 1e-12);  // of 0.5, 2, 2, 3
  EXPECT_NEAR(scaled.thresholds[0].item<double>(), 1.5, 1e-12);    // of 0.5, 0.5, 1.5, 2
  EXPECT_NEAR(intervals.lower[3][0].item<double>(), -6.0, 1e-12);
  EXPECT_NEAR(intervals.upper[3][0].item<double>(), 6.0, 1e-12);
}

TEST(ConformalIntervals, GivenManyRandomSplitsWhenFittedThenTheCoverageIsExactlyThatOfTheRank) {
  constexpr int kSplits = 1500;
  constexpr std::int64_t kTest = 40;
  // 0.8 of 19 is rank 16, and 16 / 20 the coverage; of 17 it is rank 15, and 15 / 18: beyond 0.8 by 0.033 of
  // the 1 / 18 that is allowed. The standard error is 0.0025 to 0.003, so that a rank that is wrong by one,
  // which costs 0.05, or a quantile without the 1 in n + 1 is found for sure.
  for (const auto& [validation, expected] : {std::pair{std::int64_t{19}, 16.0 / 20.0}, {17, 15.0 / 18.0}}) {
    for (const auto method : kMethods) {
      torch::manual_seed(3);
      std::vector<double> shares;
      for (int split = 0; split < kSplits; ++split) {
        const auto first = draw_examples(validation), rest = draw_examples(kTest);
        const auto fitted = fit_conformal_intervals(method({0.8}), first.predictive, first.targets);
        shares.push_back(covered(fitted.intervals(rest.predictive), rest.targets)
                             .to(torch::kFloat64)
                             .mean()
                             .item<double>());
      }

      double mean = 0.0, square = 0.0;
      for (const double share : shares) mean += share / kSplits;
      for (const double share : shares) square += (share - mean) * (share - mean) / (kSplits - 1);
      const double error = std::sqrt(square / kSplits);
      EXPECT_NEAR(mean, expected, 4 * error) << validation;
      EXPECT_LT(error, 0.004);
    }
  }
}

TEST(ConformalIntervals, GivenTwoTargetsWhenFittedThenEachIsAsByItself) {
  const auto [predictive, targets] = GoldenRegression("normal").test();
  for (const auto method : kMethods) {
    const auto both = fit_conformal_intervals(method({0.7}), predictive, targets);
    for (std::int64_t d = 0; d < 2; ++d) {
      const MixturePredictive one(predictive.location().slice(2, d, d + 1),
                                  predictive.scale().slice(2, d, d + 1));
      const auto alone = fit_conformal_intervals(method({0.7}), one, targets.slice(1, d, d + 1));

      EXPECT_NEAR(both.thresholds[d].item<double>(), alone.thresholds[0].item<double>(), 1e-7);
    }
  }
}

TEST(ConformalIntervals, GivenFewerExamplesThanTheCoverageTakesWhenFittedThenIntervalsAreInfinite) {
  torch::manual_seed(4);
  const auto few = draw_examples(18), enough = draw_examples(19);
  for (const auto method : kMethods) {
    const auto small = fit_conformal_intervals(method({0.95}), few.predictive, few.targets);
    const auto large = fit_conformal_intervals(method({0.95}), enough.predictive, enough.targets);
    const auto intervals = small.intervals(enough.predictive);

    EXPECT_THAT(too_few_for_coverage(small), HasSubstr("takes 19 validation examples, and there are 18"));
    EXPECT_TRUE(intervals.lower.eq(-std::numeric_limits<double>::infinity()).all().item<bool>());
    EXPECT_TRUE(intervals.upper.eq(std::numeric_limits<double>::infinity()).all().item<bool>());
    EXPECT_EQ(too_few_for_coverage(large), "");
    EXPECT_TRUE(large.thresholds.isfinite().all().item<bool>());
  }
}

TEST(ConformalIntervals, GivenWhatDoesNotFitWhenFittedThenErrorIsThrown) {
  torch::manual_seed(5);
  const auto one = draw_examples(10);
  const auto two = GoldenRegression("normal").test();
  const auto fitted = fit_conformal_intervals(absolute_residuals({}), one.predictive, one.targets);

  EXPECT_THROW(fitted.intervals(two.predictive), Error);
  EXPECT_THROW(fit_conformal_intervals(absolute_residuals({}), one.predictive, two.targets), Error);
  for (const double coverage : {0.0, 1.0, std::nan("")})
    EXPECT_THROW(fit_conformal_intervals(absolute_residuals({coverage}), one.predictive, one.targets), Error);
}

TEST(ConformalIntervals, GivenTheScriptsExamplesWhenPredictedThenThresholdsAndIntervalsAreNumpys) {
  for (const char* law : {"normal", "student_t"}) {
    const GoldenRegression golden(law);
    const auto validation = golden.validation(), test = golden.test();
    const double coverage = golden.all.at("coverage");
    const std::vector<std::pair<const char*, Method>> methods = {{"absolute", absolute_residuals},
                                                                 {"scaled", scaled_residuals},
                                                                 {"quantiles", conformalised_quantiles}};
    for (const auto& [name, method] : methods) {
      const auto& expected = golden.expected.at("conformal").at(name);

      const auto fitted =
          fit_conformal_intervals(method({coverage}), validation.predictive, validation.targets);
      const auto intervals = fitted.intervals(test.predictive);

      // Quantiles are found to 1e-9 of scales up to 30.
      for (std::size_t d = 0; d < 2; ++d) {
        EXPECT_NEAR(fitted.thresholds[static_cast<std::int64_t>(d)].item<double>(),
                    expected.at("thresholds").at(d).get<double>(), 1e-6)
            << law << " " << name;
      }
      EXPECT_LT((intervals.lower - matrix_of(expected.at("lower"))).abs().max().item<double>(), 1e-6) << name;
      EXPECT_LT((intervals.upper - matrix_of(expected.at("upper"))).abs().max().item<double>(), 1e-6) << name;
    }
  }
}

}  // namespace
}  // namespace bayes
