#include "bayes/kernels/cross_entropy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

TEST(CrossEntropy, GivenTwoExamplesWhenScoredThenValueAndGradientAreThoseByHand) {
  const std::vector<float> logits{0.0f, std::log(3.0f), 2.0f, 2.0f};
  const std::vector<std::int64_t> labels{1, 0};
  std::vector<float> gradient(4);

  const auto found = cross_entropy({2, 2, 2, 1}, logits.data(), labels.data(), 0.5, gradient.data());

  EXPECT_NEAR(found.nll_sum, std::log(4.0 / 3.0) + std::log(2.0),
              1e-7);            // softmax is (1/4, 3/4) and (1/2, 1/2)
  EXPECT_EQ(found.correct, 2);  // the first of equal ones counts
  EXPECT_NEAR(gradient[0], 0.5 * 0.25, 1e-7);
  EXPECT_NEAR(gradient[1], 0.5 * -0.25, 1e-7);
  EXPECT_NEAR(gradient[2], 0.5 * -0.5, 1e-7);
}

TEST(CrossEntropy, GivenTheOtherLayoutWhenScoredThenTheResultIsTheSame) {
  const std::vector<float> rows{0.3f, -1.0f, 2.0f, 0.1f, 5.0f, -4.0f},
      columns{0.3f, 0.1f, -1.0f, 5.0f, 2.0f, -4.0f};
  const std::vector<std::int64_t> labels{2, 0};
  std::vector<float> of_rows(6), of_columns(6);

  const auto a = cross_entropy({2, 3, 3, 1}, rows.data(), labels.data(), 1.0, of_rows.data());
  const auto b = cross_entropy({2, 3, 1, 2}, columns.data(), labels.data(), 1.0, of_columns.data());

  EXPECT_EQ(a.nll_sum, b.nll_sum);
  EXPECT_EQ(a.correct, b.correct);
  for (int n = 0; n < 2; ++n) {
    for (int c = 0; c < 3; ++c) EXPECT_EQ(of_rows[3 * n + c], of_columns[2 * c + n]);
  }
}

TEST(CrossEntropy, GivenHugeLogitsOrNanWhenScoredThenTheyNeitherOverflowNorHide) {
  const std::vector<std::int64_t> label{0};
  std::vector<float> gradient(2);

  const std::vector<float> huge{-1e30f, 1e30f}, nan{0.0f, std::numeric_limits<float>::quiet_NaN()};

  EXPECT_NEAR(cross_entropy({1, 2, 2, 1}, huge.data(), label.data(), 1.0, gradient.data()).nll_sum, 2e30,
              1e24);
  EXPECT_FLOAT_EQ(gradient[1], 1.0f);
  EXPECT_TRUE(
      std::isnan(cross_entropy({1, 2, 2, 1}, nan.data(), label.data(), 1.0, gradient.data()).nll_sum));
}

TEST(CrossEntropy, GivenALabelThatIsNoClassWhenScoredThenErrorIsThrown) {
  const std::vector<float> logits{0.0f, 1.0f};
  std::vector<float> gradient(2);

  for (const std::int64_t label : {-1, 2}) {
    EXPECT_THROW(cross_entropy({1, 2, 2, 1}, logits.data(), &label, 1.0, gradient.data()), Error) << label;
  }
}

}  // namespace
}  // namespace bayes::kernels
