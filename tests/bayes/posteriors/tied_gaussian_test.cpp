#include "bayes/posteriors/tied_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/laplace.h"

namespace bayes {
namespace {

TEST(TiedGaussian, GivenRowsAndColumnsWhenAskedThenDeviationsAreTheSumOfTheirProducts) {
  TiedGaussian posterior(std::vector<std::int64_t>{2, 3, 1, 2}, 0.1, 2, LaplacePrior().ptr());
  const torch::NoGradGuard no_grad;

  const auto u = torch::softplus(posterior->row_rho), v = torch::softplus(posterior->column_rho);
  const auto sd = posterior->sd();

  EXPECT_EQ(u.sizes(), (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(v.sizes(), (std::vector<std::int64_t>{2, 6}));
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 6; ++j) {
      const auto expected = u[i][0] * v[0][j] + u[i][1] * v[1][j];
      EXPECT_NEAR(sd[i].flatten()[j].item<double>(), expected.item<double>(), 1e-7);
    }
  }
}

TEST(TiedGaussian, GivenTheSameMomentsAsAMeanFieldWhenComparedThenTheirKlIsTheSame) {
  TiedGaussian tied(std::vector<std::int64_t>{4, 3}, 0.1, 1, LaplacePrior().ptr());
  MeanFieldGaussian free(std::vector<std::int64_t>{4, 3}, 0.1, LaplacePrior().ptr());
  tied->to(torch::kFloat64);
  free->to(torch::kFloat64);
  tied->reset_parameters(0.2);
  const torch::NoGradGuard no_grad;
  free->mu.copy_(tied->mu);
  free->rho.copy_(tied->sd().expm1().log());

  EXPECT_NEAR(tied->kl().item<double>(), free->kl().item<double>(), 1e-10);

  const auto removed = torch::arange(12).view({4, 3}).remainder(3) == 1;
  tied->prune(removed);
  free->prune(removed);
  EXPECT_NEAR(tied->kl().item<double>(), free->kl().item<double>(), 1e-10);
}

TEST(TiedGaussian, GivenARankBelowOneWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(TiedGaussian(std::vector<std::int64_t>{2}, 0.1, 0, LaplacePrior().ptr()), Error);
}

}  // namespace
}  // namespace bayes
