#include "bayes/layers/operators/global_average_pool2d.h"

#include <gtest/gtest.h>

#include "bayes/core/shared_prefix.h"

namespace bayes {
namespace {

TEST(GlobalAveragePool2d, GivenImagesWhenPooledThenEachChannelHasItsMean) {
  const auto x = torch::arange(12, torch::kFloat32).view({1, 2, 2, 3});

  EXPECT_TRUE(global_average_pool2d(x).equal(torch::tensor({{2.5f, 8.5f}})));  // by hand
}

TEST(GlobalAveragePool2d, GivenKnownImagesWhenPooledAgainThenTheOutputIsTaken) {
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({2, 3, 4, 4});
  const SharedPrefix prefix(x);

  const auto pooled = global_average_pool2d(x);

  EXPECT_TRUE(global_average_pool2d(x).is_same(pooled));
}

}  // namespace
}  // namespace bayes
