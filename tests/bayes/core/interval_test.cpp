#include "bayes/core/interval.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(BinomialInterval, GivenCountsWhenTakenThenItIsScipys) {
  const auto [low, high] = binomial_interval(988, 1000);

  // scipy.stats.binomtest(988, 1000).proportion_ci(method="exact"), SciPy 1.10.1.
  EXPECT_NEAR(low, 0.9791323204, 1e-9);
  EXPECT_NEAR(high, 0.9937844744, 1e-9);
}

// A bootstrap of 100 right ones has no width.
TEST(BinomialInterval, GivenNoFailureWhenTakenThenTheLowerEndIsTheTwoSidedRuleOfThree) {
  const auto [low, high] = binomial_interval(100, 100);

  EXPECT_NEAR(low, std::pow(0.025, 1.0 / 100.0), 1e-12);  // closed form
  EXPECT_EQ(high, 1.0);
  EXPECT_EQ(binomial_interval(0, 7).low, 0.0);
}

TEST(BinomialInterval, GivenWhatIsNoCountWhenTakenThenErrorIsThrown) {
  EXPECT_THROW(binomial_interval(0, 0), Error);
  EXPECT_THROW(binomial_interval(3, 2), Error);
  EXPECT_THROW(binomial_interval(std::nan(""), 2), Error);
}

}  // namespace
}  // namespace bayes
