#include "experiments/pruned_run.h"

#include <gtest/gtest.h>

#include "bayes/inference/bayes_by_backprop.h"
#include "bayes/weights/signal_to_noise.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

TEST(PrunedRun, GivenAShareUpToWhichAllPassesWhenSearchedThenItIsFoundToOneInAThousand) {
  for (const double border : {0.0, 0.3, 0.7312, 0.9999, 1.0}) {
    int tried = 0;
    const double found = largest_share([&](double share) {
      ++tried;
      return share <= border;
    });

    EXPECT_LE(found, border);
    EXPECT_GT(found, border - 1.0 / 1024.0 - 1e-12);
    EXPECT_LE(tried, 11);
  }
}

TEST(PrunedRun, GivenAVariationalMethodWhenPrunedThenDrawsAreThoseOfTheWeightsThatAreLeft) {
  const auto method = bayes::bayes_by_backprop({}, support::small_problem());

  const auto all = pruned_to(1.0, *method, bayes::signal_to_noise);
  const auto none = pruned_to(0.0, *method, bayes::signal_to_noise);
  const auto half = pruned_to(0.5, *method, bayes::signal_to_noise);

  const torch::NoGradGuard no_grad;
  const auto images = support::bright_pixels(5).images;
  const bayes::Draw::Key key{7, bayes::Stream::kPrediction, 0, 3};
  const auto places = torch::arange(5);
  EXPECT_EQ(all.removed, 67);
  EXPECT_EQ(half.removed, 34);  // 33.5, away from 0
  EXPECT_TRUE(all.method->sample_logits(images, key, places).eq(0.0).all().item<bool>());
  EXPECT_TRUE(
      none.method->sample_logits(images, key, places).equal(method->sample_logits(images, key, places)));
  for (const auto& tensor : half.method->weight_moments())
    EXPECT_TRUE(tensor.sd.eq(0.0).eq(tensor.mean.eq(0.0)).all().item<bool>()) << tensor.name;
}

}  // namespace
}  // namespace bnn
