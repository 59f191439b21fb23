#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>

#include <cmath>
#include <set>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/draw.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/families/network.h"
#include "bayes/prediction/sample_predictive.h"
#include "tests/support/small_training.h"

// Bugs of prediction that were found in public libraries for Bayesian neural networks.
namespace bayes {
namespace {

TEST(Trap, LogProbabilitiesAveragedInsteadOfProbabilities) {
  ThreadPool pool(1);
  const auto two_opinions = [](const torch::Tensor&, const Draw::Key& key, const torch::Tensor&) {
    return key.sample == 0 ? torch::tensor({{0.9, 0.1}}).log() : torch::tensor({{0.5, 0.5}}).log();
  };

  const auto predictive =
      sample_predictive(two_opinions, keyed_by_place(torch::zeros({1, 1})), /*draws=*/2, {}, pool);

  // By hand: (0.9 + 0.5) / 2. Averaged logarithms give sqrt(0.45) / (sqrt(0.45) + sqrt(0.05)) = 0.75.
  EXPECT_NEAR(predictive.mean_probabilities()[0][0].item<double>(), 0.7, 1e-7);
}

// Dropout of whole maps before a convolution, then batch normalisation: what MC dropout must tell apart.
class DropoutThenBatchNorm : public Cloneable<DropoutThenBatchNorm, Network> {
 public:
  explicit DropoutThenBatchNorm(DropoutUnit unit) : unit_(unit) { DropoutThenBatchNorm::reset(); }
  void reset() override {
    conv = register_module(
        "conv", DropoutConv2d(torch::nn::Conv2dOptions(4, 3, 1).bias(false), DropoutOptions{0.5, unit_}));
    norm = register_module("norm", torch::nn::BatchNorm2d(3));
  }
  torch::Tensor forward(const torch::Tensor& images) override { return norm(conv(images)).mean({2, 3}); }

  DropoutConv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};

 private:
  DropoutUnit unit_;
};

torch::Tensor drawn(Network& network, const torch::Tensor& images, std::uint32_t sample) {
  const torch::NoGradGuard no_grad;
  const Draw draw({1, Stream::kPrediction, 0, sample});
  return network.forward(images);
}

TEST(Trap, McDropoutThatPutsBatchNormIntoTrainingMode) {
  torch::manual_seed(0);
  DropoutThenBatchNorm network(DropoutUnit::kElement);
  network.eval();
  const auto images = torch::rand({6, 4, 5, 5});
  const auto mean_before = network.norm->running_mean.clone();

  const auto in_company = drawn(network, images, 0);
  const auto alone = drawn(network, images.narrow(0, 0, 1), 0);

  // In training mode the statistics would move, and an image's logits depend on the others.
  EXPECT_TRUE(network.norm->running_mean.equal(mean_before));
  EXPECT_TRUE(torch::allclose(in_company[0], alone[0], 1e-5, 1e-6));
  EXPECT_FALSE(in_company.equal(drawn(network, images, 1)));  // dropout goes on all the same
}

TEST(Trap, McDropoutThatMissesDropoutOfChannels) {
  torch::manual_seed(0);
  DropoutThenBatchNorm network(DropoutUnit::kChannel);
  network.eval();
  const auto ones = torch::ones({1, 4, 5, 5});
  {
    const torch::NoGradGuard no_grad;
    network.conv->weight.fill_(1.0);
  }
  std::set<std::int64_t> kept;

  for (std::uint32_t sample = 0; sample < 40; ++sample) {
    const torch::NoGradGuard no_grad;
    const Draw draw({1, Stream::kPrediction, 0, sample});
    const auto map = network.conv->forward(ones)[0][0];
    EXPECT_EQ(map.min().item<double>(), map.max().item<double>());  // whole maps, not pixels
    kept.insert(std::lround(map[0][0].item<double>() / 2.0));       // each kept map counts 1 / (1 - 0.5)
  }

  // Of four maps, 0 to 4 are kept; in 40 draws all but the rarest (1 in 16) are sure to come.
  EXPECT_TRUE(kept.count(1) == 1 && kept.count(2) == 1 && kept.count(3) == 1);
  EXPECT_LE(*kept.rbegin(), 4);
}

TEST(Trap, DrawsThatChangeWithTheBatchSizeOrTheOrderOfTheImages) {
  torch::manual_seed(0);
  DropoutThenBatchNorm network(DropoutUnit::kElement);
  network.eval();
  const torch::NoGradGuard no_grad;
  const auto images = torch::rand({5, 4, 5, 5});
  const Draw::Key key{1, Stream::kTraining, 7, 0};
  const auto under = [&](const std::vector<std::int64_t>& examples) {
    const auto index = torch::tensor(examples, torch::kInt64);
    const Draw draw(key, index);
    return network.forward(images.index_select(0, index));
  };

  const auto all = under({0, 1, 2, 3, 4});
  const auto backwards = under({4, 3, 2, 1, 0});
  const auto one = under({3});

  EXPECT_TRUE(torch::allclose(all, backwards.flip(0), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(all[3], one[0], 1e-5, 1e-6));
}

}  // namespace
}  // namespace bayes
