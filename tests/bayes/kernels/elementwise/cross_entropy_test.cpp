#include "bayes/kernels/elementwise/cross_entropy.h"

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

// By hand: softmax (1/4, 3/4), label (0.1, 0.9) for a share of 0.2 over two classes.
TEST(CrossEntropy, GivenASmoothedLabelWhenScoredThenValueAndGradientAreThoseByHand) {
  const std::vector<float> logits{0.0f, std::log(3.0f)};
  const std::int64_t label = 1;
  std::vector<float> gradient(2);

  const auto found = cross_entropy({1, 2, 2, 1}, logits.data(), &label, 1.0, gradient.data(), 0.2);

  EXPECT_NEAR(found.cross_entropy_sum, 0.1 * std::log(4.0) + 0.9 * std::log(4.0 / 3.0), 1e-7);
  EXPECT_NEAR(found.nll_sum, std::log(4.0 / 3.0), 1e-7);  // of the label itself
  EXPECT_NEAR(gradient[0], 0.25 - 0.1, 1e-7);
  EXPECT_NEAR(gradient[1], 0.75 - 0.9, 1e-7);
}

TEST(CrossEntropy, GivenASmoothedLabelWhenDifferentiatedThenTheGradientIsThatOfFiniteDifferences) {
  std::vector<float> logits{0.5f, -1.25f, 2.0f, 0.125f, 3.5f, -4.0f}, gradient(6), unused(6);
  const std::vector<std::int64_t> labels{2, 0};
  const auto value = [&] {
    return cross_entropy({2, 3, 3, 1}, logits.data(), labels.data(), 1.0, unused.data(), 0.3)
        .cross_entropy_sum;
  };
  cross_entropy({2, 3, 3, 1}, logits.data(), labels.data(), 1.0, gradient.data(), 0.3);

  for (std::size_t i = 0; i < logits.size(); ++i) {
    constexpr float kStep = 1.0f / 1024;  // which these logits can be moved by without rounding
    const float logit = logits[i];
    logits[i] = logit + kStep;
    const double above = value();
    logits[i] = logit - kStep;
    const double below = value();
    logits[i] = logit;
    EXPECT_NEAR(gradient[i], (above - below) / (2 * kStep), 1e-6) << i;  // the third derivative's share
  }
}

TEST(CrossEntropy, GivenNoSmoothingWhenScoredThenTheCrossEntropyIsTheNllToTheBit) {
  const std::vector<float> logits{0.3f, -1.0f, 2.0f};
  const std::int64_t label = 1;
  std::vector<float> gradient(3);

  const auto found = cross_entropy({1, 3, 3, 1}, logits.data(), &label, 1.0, gradient.data());

  EXPECT_EQ(found.cross_entropy_sum, found.nll_sum);
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
