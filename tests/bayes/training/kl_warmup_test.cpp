#include "bayes/training/kl_warmup.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

TEST(KlWarmup, GivenNoEpochsWhenAskedThenTheShareIsOneFromTheStart) {
  EXPECT_EQ(kl_share({}, 0.0, 10.0), 1.0);
  EXPECT_EQ(kl_share({0.0, KlWarmupShape::kCosine, 3}, 4.0, 10.0), 1.0);
}

TEST(KlWarmup, GivenALinearOneWhenAskedThenItGrowsEvenlyAndStays) {
  const KlWarmup warmup{4.0, KlWarmupShape::kLinear, 1};

  EXPECT_EQ(kl_share(warmup, 0.0, 10.0), 0.0);
  EXPECT_DOUBLE_EQ(kl_share(warmup, 1.0, 10.0), 0.25);
  EXPECT_DOUBLE_EQ(kl_share(warmup, 3.9, 10.0), 0.975);
  EXPECT_EQ(kl_share(warmup, 4.0, 10.0), 1.0);
  EXPECT_EQ(kl_share(warmup, 9.9, 10.0), 1.0);
}

TEST(KlWarmup, GivenACosineWhenAskedThenItIsHalfwayAtHalfTheTimeAndFlatAtBothEnds) {
  const KlWarmup warmup{4.0, KlWarmupShape::kCosine, 1};

  EXPECT_EQ(kl_share(warmup, 0.0, 10.0), 0.0);
  EXPECT_NEAR(kl_share(warmup, 1.0, 10.0), 0.5 - 0.5 * std::sqrt(0.5), 1e-15);  // by hand: cos(pi / 4)
  EXPECT_NEAR(kl_share(warmup, 2.0, 10.0), 0.5, 1e-15);
  EXPECT_LT(kl_share(warmup, 0.04, 10.0), 3e-4);  // pi^2 t^2 / 4 at t = 0.01
  EXPECT_EQ(kl_share(warmup, 4.0, 10.0), 1.0);
}

TEST(KlWarmup, GivenFourCyclesWhenAskedThenItIsFuAndOthersSchedule) {
  // Fu et al. 2019, equations 6 and 7: M = 4 cycles, R = 0.5 of each for growth, linear; here 1 of 2 epochs.
  const KlWarmup warmup{1.0, KlWarmupShape::kLinear, 4};
  const auto of_paper = [](int step, int steps) {
    const int cycle = steps / 4;
    const double tau = static_cast<double>(step % cycle) / cycle;
    return tau <= 0.5 ? tau / 0.5 : 1.0;
  };

  for (int step = 0; step < 800; ++step) {
    EXPECT_NEAR(kl_share(warmup, 8.0 * step / 800, 8.0), of_paper(step, 800), 1e-9) << step;
  }
}

TEST(KlWarmup, GivenCyclesThatAreNoWholeEpochsWhenOneBeginsThenTheShareIsZeroAgain) {
  const KlWarmup warmup{2.0, KlWarmupShape::kLinear, 3};

  // A third of 10 epochs in 49 steps each has no exact double.
  for (int cycle = 0; cycle < 3; ++cycle) EXPECT_NEAR(kl_share(warmup, 10.0 * cycle / 3.0, 10.0), 0.0, 1e-8);
  EXPECT_EQ(kl_share(warmup, 3.3, 10.0), 1.0);
}

TEST(KlWarmup, GivenAGrowthLongerThanTheCycleWhenTheCycleEndsThenItStartsAnew) {
  const KlWarmup warmup{10.0, KlWarmupShape::kLinear, 2};

  EXPECT_NEAR(kl_share(warmup, 4.9, 10.0), 0.49, 1e-12);
  EXPECT_NEAR(kl_share(warmup, 5.0, 10.0), 0.0, 1e-7);
}

}  // namespace
}  // namespace bayes
