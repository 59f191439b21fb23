#include "bayes/conformal/set_figures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(SetFigures, GivenFiveSetsWhenMeasuredThenFiguresAreThoseByHand) {
  const auto sets = torch::tensor({{1, 0, 0}, {1, 1, 0}, {0, 0, 0}, {0, 1, 0}, {1, 1, 1}}).to(torch::kBool);
  const auto labels = torch::tensor({0, 1, 1, 0, 1}, torch::kInt64);

  const auto figures = set_figures(sets, labels);

  EXPECT_EQ(figures.all.covered, 3);
  EXPECT_DOUBLE_EQ(figures.all.share, 0.6);
  EXPECT_DOUBLE_EQ(figures.mean_size, 7.0 / 5.0);
  // Sizes 1, 2, 0, 1, 3: by hand, squares around 1.4 add up to 5.2, over 4 and then 5 examples 0.26.
  EXPECT_NEAR(figures.mean_size_high - figures.mean_size, 1.959963984540054 * std::sqrt(0.26), 1e-12);
  EXPECT_NEAR(figures.mean_size - figures.mean_size_low, 1.959963984540054 * std::sqrt(0.26), 1e-12);
  EXPECT_DOUBLE_EQ(figures.empty, 0.2);
  EXPECT_DOUBLE_EQ(figures.singletons, 0.4);
  EXPECT_DOUBLE_EQ(figures.by_class[0].share, 0.5);
  EXPECT_DOUBLE_EQ(figures.by_class[1].share, 2.0 / 3.0);
  EXPECT_TRUE(std::isnan(figures.by_class[2].share));
  ASSERT_EQ(figures.by_size.size(), 4u);
  EXPECT_DOUBLE_EQ(figures.by_size[0].share, 0.0);
  EXPECT_DOUBLE_EQ(figures.by_size[1].share, 0.5);
  EXPECT_DOUBLE_EQ(figures.by_size[2].share, 1.0);
  EXPECT_EQ(figures.by_size[3].examples, 1);
}

TEST(SetFigures, GivenNoExamplesWhenCoveredThenTheIntervalIsEverything) {
  const auto none = coverage_of(0, 0);

  EXPECT_TRUE(std::isnan(none.share));
  EXPECT_EQ(none.low, 0.0);
  EXPECT_EQ(none.high, 1.0);
}

TEST(SetFigures, GivenWhatDoesNotFitWhenMeasuredThenErrorIsThrown) {
  const auto sets = torch::ones({2, 3}, torch::kBool);

  EXPECT_THROW(set_figures(sets, torch::tensor({0, 3}, torch::kInt64)), Error);
  EXPECT_THROW(set_figures(sets, torch::tensor({0}, torch::kInt64)), Error);
  EXPECT_THROW(set_figures(sets.to(torch::kInt64), torch::tensor({0, 1}, torch::kInt64)), Error);
  EXPECT_THROW(coverage_of(3, 2), Error);
  EXPECT_THROW(coverage_of(-1, 2), Error);
}

}  // namespace
}  // namespace bayes
