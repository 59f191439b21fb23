#include "bayes/priors/flat.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(FlatPrior, GivenAnyWeightsWhenAskedThenLogDensityIsZero) {
  const FlatPrior prior;

  const auto density = prior->log_density(torch::tensor({-3.0, 0.0, 1e30}));

  EXPECT_EQ(density.dim(), 0);
  EXPECT_EQ(density.item<double>(), 0.0);
}

TEST(FlatPrior, GivenItIsImproperWhenAskedThenItHasNeitherDrawsNorKl) {
  const FlatPrior prior;

  EXPECT_FALSE(prior->is_proper());
  EXPECT_THROW(prior->draw({2}, torch::kFloat32), Error);
  EXPECT_FALSE(prior->kl_from_gaussian(torch::zeros({2}), torch::ones({2})).has_value());
}

}  // namespace
}  // namespace bayes
