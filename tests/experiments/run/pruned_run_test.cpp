#include "experiments/run/pruned_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/concrete_dropout.h"
#include "bayes/methods/drop_connect.h"
#include "bayes/methods/gaussian_dropout.h"
#include "bayes/methods/map.h"
#include "bayes/methods/mc_dropout.h"
#include "bayes/weights/signal_to_noise.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

std::vector<double> to_vector(const torch::Tensor& values) {
  const auto doubles = values.to(torch::kFloat64).contiguous();
  return {doubles.data_ptr<double>(), doubles.data_ptr<double>() + doubles.numel()};
}

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
  const auto images = support::bright_pixels(5).inputs;
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

TEST(PrunedRun, GivenAnyKindOfDropoutWhenHalfIsRemovedThenTheSmallestWeightsGo) {
  const auto problem = support::small_problem();
  std::vector<std::unique_ptr<bayes::InferenceMethod>> methods;
  methods.push_back(bayes::mc_dropout({}, problem));
  methods.push_back(bayes::gaussian_dropout({}, problem));
  methods.push_back(bayes::drop_connect({}, problem));
  methods.push_back(bayes::concrete_dropout({}, problem));
  methods.push_back(bayes::map({}, problem));

  for (const auto& method : methods) {
    const auto half = pruned_to(0.5, *method, bayes::signal_to_noise);

    EXPECT_EQ(removed_first(half), "the smallest first");
    const auto was = method->weight_moments(), is = half.method->weight_moments();
    double largest_gone = 0.0, smallest_kept = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < was.size(); ++i) {
      const auto gone = is[i].mean.eq(0.0);
      // Every layer keeps something: here all are of about the same size, whatever their rates.
      if (gone.dim() > 1) {
        EXPECT_LT(gone.sum().item<std::int64_t>(), gone.numel()) << was[i].name;
      }
      for (const double w : to_vector(was[i].mean.abs().masked_select(gone)))
        largest_gone = std::max(largest_gone, w);
      for (const double w : to_vector(is[i].mean.abs().masked_select(gone.logical_not()))) {
        smallest_kept = std::min(smallest_kept, w);
      }
    }
    EXPECT_EQ(half.removed, 34);
    EXPECT_LE(largest_gone, smallest_kept);
  }
}

}  // namespace
}  // namespace bnn
