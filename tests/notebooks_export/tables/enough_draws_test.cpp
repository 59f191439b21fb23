#include "notebooks_export/tables/enough_draws.h"

#include <gtest/gtest.h>

#include <cmath>

namespace report {
namespace {

/// A metric whose standard error over images is 0.1, with these Monte Carlo errors at 1, 2, 4, … draws.
RunRecord run_with_errors(const std::vector<double>& errors) {
  RunRecord run;
  run.splits = {{"test",
                 1,
                 {{{"nll", "NLL", Better::kLower, Unit::kNats, "NLL"}, {1.0, 1.0 - 0.196, 1.0 + 0.196, 0.0}}},
                 {},
                 {}}};
  std::int64_t draws = 1;
  for (const double error : errors) {
    run.draws.push_back({draws, 2, {{"nll", 1.0, error}}});
    draws *= 2;
  }
  return run;
}

TEST(EnoughDraws, GivenFallingErrorsWhenAskedForThenTheFirstBelowATenthIsEnough) {
  EXPECT_NEAR(error_over_images(run_with_errors({}), "nll"), 0.1, 1e-5);
  EXPECT_EQ(enough_draws(run_with_errors({0.03, 0.011, 0.0099, 0.005}), "nll"), 4);
  EXPECT_EQ(enough_draws(run_with_errors({0.001, 0.001}), "nll"), 1);
}

TEST(EnoughDraws, GivenALuckySmallErrorWhenAskedForThenLargerErrorsAfterItCount) {
  EXPECT_EQ(enough_draws(run_with_errors({0.001, 0.02, 0.005}), "nll"), 4);
}

TEST(EnoughDraws, GivenErrorsThatStayOrAreNotDefinedWhenAskedForThenNoneIsEnough) {
  EXPECT_EQ(enough_draws(run_with_errors({0.03, 0.02}), "nll"), std::nullopt);
  EXPECT_EQ(enough_draws(run_with_errors({std::nan("")}), "nll"), std::nullopt);
  EXPECT_EQ(enough_draws(run_with_errors({0.001}), "ece"), std::nullopt);
  EXPECT_EQ(enough_draws({}, "nll"), std::nullopt);
}

// "32 do not suffice" said nothing of how far they are from it.
TEST(EnoughDraws, GivenAQuarterOfTheErrorOverImagesWhenAskedForThenSixTimesTheDrawsMakeItATenth) {
  const auto error = draws_error(run_with_errors({0.1, 0.05, 0.025}), "nll");

  ASSERT_TRUE(error);
  EXPECT_NEAR(error->share, 0.25, 1e-5);
  EXPECT_EQ(error->needed, 25);  // by hand: 4 draws times 2.5^2
  EXPECT_FALSE(draws_error(run_with_errors({std::nan("")}), "nll"));
  EXPECT_FALSE(draws_error(run_with_errors({0.1}), "ece"));
  EXPECT_FALSE(draws_error({}, "nll"));
}

}  // namespace
}  // namespace report
