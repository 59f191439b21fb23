#include "bayes/kernels/update/optimizer_update.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace bayes::kernels {
namespace {

template <class Real>
class FiniteCheck : public testing::Test {
 protected:
  // Longer than two vector registers and no multiple of one, so that the rest of the loop is met too.
  static constexpr std::int64_t kCount = 67;
  const std::vector<Real> bad{std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity(),
                              -std::numeric_limits<Real>::infinity()};
};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(FiniteCheck, Reals);

TYPED_TEST(FiniteCheck, GivenFiniteValuesOfAnySizeWhenCheckedThenTheyPass) {
  std::vector<TypeParam> values(TestFixture::kCount, std::numeric_limits<TypeParam>::max());
  values[1] = std::numeric_limits<TypeParam>::denorm_min();
  values[2] = -std::numeric_limits<TypeParam>::max();

  EXPECT_TRUE(all_finite(values.data(), TestFixture::kCount));
  EXPECT_TRUE(all_finite(values.data(), 0));
}

TYPED_TEST(FiniteCheck, GivenOneNanOrInfinityAtAnyPlaceWhenCheckedThenItIsFound) {
  int missed = 0;

  for (const TypeParam bad : this->bad) {
    for (std::size_t place = 0; place < TestFixture::kCount; ++place) {
      std::vector<TypeParam> values(TestFixture::kCount, TypeParam{1});
      values[place] = bad;
      if (all_finite(values.data(), TestFixture::kCount)) ++missed;
    }
  }

  EXPECT_EQ(missed, 0);
}

TYPED_TEST(FiniteCheck, GivenOneNanOrInfinityInSumOrAddendWhenAccumulatedThenItIsFound) {
  int missed = 0;

  for (const TypeParam bad : this->bad) {
    for (std::size_t place = 0; place < TestFixture::kCount; ++place) {
      std::vector<TypeParam> sum(TestFixture::kCount, TypeParam{1}), addend = sum;
      addend[place] = bad;
      if (accumulate_finite(sum.data(), addend.data(), TestFixture::kCount)) ++missed;
      // Now it is in the sum.
      addend[place] = TypeParam{1};
      if (accumulate_finite(sum.data(), addend.data(), TestFixture::kCount)) ++missed;
    }
  }

  EXPECT_EQ(missed, 0);
}

TYPED_TEST(FiniteCheck, GivenFiniteValuesWhoseSumOverflowsWhenAccumulatedThenItIsFound) {
  std::vector<TypeParam> sum(TestFixture::kCount, TypeParam{1}), addend = sum;
  sum[40] = addend[40] = std::numeric_limits<TypeParam>::max();

  EXPECT_FALSE(accumulate_finite(sum.data(), addend.data(), TestFixture::kCount));
}

TYPED_TEST(FiniteCheck, GivenFiniteValuesWhenAccumulatedThenTheSumIsTheirs) {
  std::vector<TypeParam> sum{1, 2, 3}, addend{10, -2, 0.5};

  const bool finite = accumulate_finite(sum.data(), addend.data(), 3);

  EXPECT_TRUE(finite);
  EXPECT_EQ(sum, (std::vector<TypeParam>{11, 0, 3.5}));
}

// By hand: the first step of Adam moves each weight by the learning rate against the gradient's sign,
// whatever its size, since the corrected moments are g and g^2.
TEST(AdamUpdate, GivenTheFirstStepWhenUpdatedThenEachWeightMovesByTheLearningRate) {
  std::vector<double> weight{1.0, 1.0}, first(2), second(2);
  const std::vector<double> gradient{1e-3, -50.0};

  adam_update({0.1, 0.9, 0.999, 1e-12, 0.0, 1}, gradient.data(), weight.data(), first.data(), second.data(),
              2);

  EXPECT_NEAR(weight[0], 0.9, 1e-9);
  EXPECT_NEAR(weight[1], 1.1, 1e-9);
  EXPECT_NEAR(first[0], 0.1 * 1e-3, 1e-18);
  EXPECT_NEAR(second[1], 0.001 * 2500.0, 1e-12);
}

TEST(AdamUpdate, GivenWeightDecayWhenUpdatedThenItCountsAsGradient) {
  std::vector<double> weight{2.0}, first(1), second(1);
  const std::vector<double> gradient{0.0};

  adam_update({0.1, 0.9, 0.999, 1e-12, 0.5, 1}, gradient.data(), weight.data(), first.data(), second.data(),
              1);

  EXPECT_NEAR(first[0], 0.1 * (0.5 * 2.0), 1e-15);
  EXPECT_NEAR(weight[0], 1.9, 1e-9);
}

TEST(SgdUpdate, GivenMomentumAndDecayWhenUpdatedTwiceThenTheVelocityIsByHand) {
  std::vector<double> weight{1.0}, velocity{0.0};
  const std::vector<double> gradient{1.0};
  const SgdStep step{0.1, 0.5, 0.2};

  sgd_update(step, gradient.data(), weight.data(), velocity.data(), 1);
  sgd_update(step, gradient.data(), weight.data(), velocity.data(), 1);

  // v1 = 1 + 0.2 * 1 = 1.2, w1 = 0.88; v2 = 0.6 + 1 + 0.2 * 0.88 = 1.776, w2 = 0.88 - 0.1776
  EXPECT_NEAR(velocity[0], 1.776, 1e-15);
  EXPECT_NEAR(weight[0], 0.7024, 1e-15);
}

// One weight of many whose update overflows, or whose moment does: found at any place, by every optimiser.
template <class Update>
void expect_found(const Update& update) {
  constexpr std::size_t kCount = 67;
  const std::vector<float> calm(kCount, 0.5f);
  std::vector<float> weight = calm, first(kCount, 0.0f), second(kCount, 0.0f);
  EXPECT_TRUE(update(calm, weight, first, second));
  int missed = 0;
  for (const float bad : {std::nanf(""), 3e38f, -std::numeric_limits<float>::infinity()}) {
    for (std::size_t place = 0; place < kCount; ++place) {
      auto gradient = calm;
      gradient[place] = bad;
      weight = calm;
      first.assign(kCount, 0.0f);
      second.assign(kCount, 0.0f);
      if (update(gradient, weight, first, second)) ++missed;
    }
  }
  EXPECT_EQ(missed, 0);
}

TEST(OptimizerUpdate, GivenAGradientThatOverflowsAMomentOrAWeightWhenUpdatedThenItIsFound) {
  using Floats = std::vector<float>;
  const auto count = [](const Floats& values) { return static_cast<std::int64_t>(values.size()); };
  expect_found([&](const Floats& gradient, Floats& weight, Floats& first, Floats& second) {
    const AdamStep step(0.01, 0.9, 0.999, 1e-8, 0.0, /*step=*/1);
    return adam_update(step, gradient.data(), weight.data(), first.data(), second.data(), count(weight));
  });
  expect_found([&](const Floats& gradient, Floats& weight, Floats& first, Floats&) {
    return sgd_update(SgdStep{1.0, 0.9, 0.0}, gradient.data(), weight.data(), first.data(), count(weight));
  });
  expect_found([&](const Floats& gradient, Floats& weight, Floats& first, Floats&) {
    return rmsprop_update(RmspropStep{0.01, 0.99, 1e-8, 0.0}, gradient.data(), weight.data(), first.data(),
                          count(weight));
  });
  expect_found([&](const Floats& gradient, Floats& weight, Floats& first, Floats&) {
    return adagrad_update(AdagradStep{0.01, 1e-8, 0.0}, gradient.data(), weight.data(), first.data(),
                          count(weight));
  });
}

}  // namespace
}  // namespace bayes::kernels
