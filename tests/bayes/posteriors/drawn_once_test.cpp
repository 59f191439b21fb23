#include "bayes/posteriors/drawn_once.h"

#include <gtest/gtest.h>

#include "bayes/core/draw.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

const Draw::Key kKey{3, Stream::kPrediction, 0, 1};

class DrawnOnceWith : public testing::TestWithParam<Estimator> {};
INSTANTIATE_TEST_SUITE_P(Estimators, DrawnOnceWith,
                         testing::Values(Estimator::kWeightSampling, Estimator::kLocalReparameterisation,
                                         Estimator::kFlipout),
                         [](const auto& info) { return std::string(estimator_name(info.param)); });

TEST_P(DrawnOnceWith, GivenTwoBatchesWhenPredictedThenTheyAreWhatFreshDrawsGive) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(0);
  VariationalOptions options;
  options.estimator = GetParam();
  VariationalLinear first(torch::nn::LinearOptions(3, 4), options),
      second(torch::nn::LinearOptions(4, 2), options);
  const auto images = torch::randn({6, 3});
  const auto predict = [&](std::int64_t begin) {
    const Draw draw(kKey, begin, Draw::Kl::kSkip);
    return second->forward(first->forward(images.narrow(0, begin, 3)));
  };
  const auto fresh = torch::cat({predict(0), predict(3)});

  const DrawnOnce weights;

  EXPECT_TRUE(torch::cat({predict(0), predict(3)}).equal(fresh));
}

TEST(DrawnOnce, GivenAPosteriorWhenDrawnAgainThenItIsTheSameTensor) {
  const torch::NoGradGuard no_grad;
  const MeanFieldGaussian posterior(std::vector<std::int64_t>{5}, 0.1, GaussianPrior().ptr());
  const DrawnOnce weights;

  EXPECT_EQ(posterior->draw().data_ptr(), posterior->draw().data_ptr());
  EXPECT_NE(posterior->draw().data_ptr(), posterior->perturbation().data_ptr());
}

}  // namespace
}  // namespace bayes
