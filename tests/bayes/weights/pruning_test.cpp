#include "bayes/weights/pruning.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

std::vector<bool> flat(const torch::Tensor& mask) {
  const auto values = mask.contiguous();
  // Not braces: two pointers would be taken for two values of type bool.
  return std::vector<bool>(values.data_ptr<bool>(), values.data_ptr<bool>() + values.numel());
}

TEST(Pruning, GivenTwoTensorsWhenHalfIsRemovedThenTheLowestRatiosGoFromBoth) {
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::tensor({{1.0, -8.0}, {3.0, 0.1}}), torch::tensor({{1.0, 1.0}, {10.0, 0.001}}), 0.0},
      {"b.weight", torch::tensor({-0.5, 4.0}), torch::tensor({1.0, 2.0}), 0.0}};

  const auto mask = pruning_mask(moments, 0.5);

  // By hand: ratios 1, 8, 0.3, 100 and 0.5, 2. By |mean| alone 0.1 would go and 3 would stay.
  EXPECT_EQ(mask.removed, 3);
  ASSERT_EQ(mask.remove.size(), 2U);
  EXPECT_EQ(mask.remove[0].sizes(), moments[0].mean.sizes());
  EXPECT_EQ(flat(mask.remove[0]), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(flat(mask.remove[1]), (std::vector<bool>{true, false}));
}

TEST(Pruning, GivenPointsWhenRemovedThenTheSmallestGoFirstAndAfterUncertainWeights) {
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::tensor({3.0, -1.0, 2.0, 50.0}), torch::tensor({0.0, 0.0, 0.0, 0.5}), 0.0}};

  EXPECT_EQ(flat(pruning_mask(moments, 0.25).remove[0]), (std::vector<bool>{false, false, false, true}));
  EXPECT_EQ(flat(pruning_mask(moments, 0.5).remove[0]), (std::vector<bool>{false, true, false, true}));
  EXPECT_EQ(flat(pruning_mask(moments, 0.75).remove[0]), (std::vector<bool>{false, true, true, true}));
}

TEST(Pruning, GivenEqualRatiosWhenRemovedThenSmallerMeansAndEarlierPlacesGoFirst) {
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::tensor({2.0, 1.0, -1.0, 1.0}), torch::tensor({2.0, 1.0, 1.0, 1.0}), 0.0}};

  EXPECT_EQ(flat(pruning_mask(moments, 0.5).remove[0]), (std::vector<bool>{false, true, true, false}));
}

TEST(Pruning, GivenWeightsThatArePrunedAlreadyWhenPrunedAgainThenTheyAreCountedFirst) {
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::tensor({0.5, 0.0, 0.0, 9.0}), torch::tensor({1.0, 0.0, 0.0, 1.0}), 0.0}};

  EXPECT_EQ(flat(pruning_mask(moments, 0.5).remove[0]), (std::vector<bool>{false, true, true, false}));
}

TEST(Pruning, GivenWeightsWhenTheirKlIsAskedForThenItIsThatOfThePrior) {
  const GaussianPrior prior(GaussianPriorOptions{0.2, 0.5});
  const auto cost = kl_cost(*prior->as_normal({1}));

  for (const double mean : {-1.0, 0.0, 0.2, 3.0}) {
    for (const double sd : {1e-3, 0.5, 2.0}) {
      const auto expected = prior->kl_from_gaussian(torch::tensor({mean}, torch::kFloat64),
                                                    torch::tensor({sd}, torch::kFloat64));
      EXPECT_NEAR(cost(mean, sd), expected->item<double>(), 1e-9);
    }
  }
  EXPECT_DOUBLE_EQ(cost(0.2, 0.5), 0.0);  // the prior itself
}

TEST(Pruning, GivenTheKlAsScoreWhenHalfIsRemovedThenThoseNearestToThePriorGo) {
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::tensor({0.1, 1.0, 0.0, 0.0}), torch::tensor({1.0, 0.01, 0.0, 0.001}), 0.0}};

  // By hand under N(0, 1): 0.005, 4.61, removed before, 6.41. By |mean| / sd the last would go first.
  const auto mask = pruning_mask(moments, 0.5, kl_cost({0.0, 1.0}));

  EXPECT_EQ(flat(mask.remove[0]), (std::vector<bool>{true, false, true, false}));
}

TEST(Pruning, GivenSharesOutOfRangeWhenPrunedThenErrorIsThrown) {
  const std::vector<WeightMoments> moments{{"a.weight", torch::ones({2}), torch::ones({2}), 0.0}};

  EXPECT_THROW(pruning_mask(moments, -0.1), Error);
  EXPECT_THROW(pruning_mask(moments, 1.1), Error);
  EXPECT_THROW(pruning_mask(moments, NAN), Error);
}

/// A weight behind dropout: sd is |mean| sqrt(rate / (1 - rate)), in float32.
WeightMoments behind_dropout(const std::string& name, const torch::Tensor& mean, double rate) {
  return {name, mean, mean.abs() * std::sqrt(rate / (1.0 - rate)), 0.0};
}

/// The least |mean| that is kept is at least the largest that goes.
void expect_order_by_mean(const std::vector<WeightMoments>& moments, const PruningMask& mask) {
  std::vector<torch::Tensor> kept, gone;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    kept.push_back(moments[i].mean.abs().masked_select(mask.remove[i].logical_not()));
    gone.push_back(moments[i].mean.abs().masked_select(mask.remove[i]));
  }
  EXPECT_GE(torch::cat(kept).min().item<double>(), torch::cat(gone).max().item<double>());
}

TEST(Pruning, GivenWeightsBehindDropoutWhenRemovedThenTheSmallestGoFirstWhateverTheScore) {
  torch::manual_seed(0);
  for (const double rate : {0.01, 0.1, 0.5, 0.9}) {
    const std::vector<WeightMoments> moments{behind_dropout("a.weight", torch::randn({40, 50}), rate),
                                             {"a.bias", torch::randn({40}), torch::zeros({40}), 0.0},
                                             behind_dropout("b.weight", 1e-4 * torch::randn({30}), rate)};

    for (const auto& score : {WeightScore(signal_to_noise), kl_cost({0.0, 1.0})}) {
      const auto mask = pruning_mask(moments, 0.5, score);

      EXPECT_EQ(mask.removed, 1035);
      EXPECT_EQ(mask.ranked_by_mean, 2070);
      EXPECT_EQ(mask.ranked_by_score, 0);
      expect_order_by_mean(moments, mask);
    }
  }
}

TEST(Pruning, GivenLayersOfDifferentDropoutRatesWhenRemovedThenNoneGoesForItsRate) {
  torch::manual_seed(0);
  const auto mean = torch::randn({1000});
  const std::vector<WeightMoments> moments{behind_dropout("a.weight", mean, 0.02),
                                           behind_dropout("b.weight", mean, 0.4),
                                           behind_dropout("c.weight", mean, 0.2)};

  const auto mask = pruning_mask(moments, 0.5);

  for (const auto& remove : mask.remove) EXPECT_EQ(remove.sum().item<std::int64_t>(), 500);
}

TEST(Pruning, GivenRandomWeightsAndPointsWhenRemovedThenAsManyOfEachGoAsAreSmallest) {
  // By hand: of all |mean| the four smallest are 0.1, 0.2 (points) and 0.3, 0.4 (random); of the random ones
  // the two of lowest ratio go, 2 / 4 and 0.4 / 0.4.
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::tensor({0.3, 0.4, 2.0, 5.0}), torch::tensor({0.1, 0.4, 4.0, 1.0}), 0.0},
      {"b.weight", torch::tensor({0.1, 0.2, 3.0, 0.9}), torch::zeros({4}), 0.0}};

  const auto mask = pruning_mask(moments, 0.5);

  EXPECT_EQ(flat(mask.remove[0]), (std::vector<bool>{false, true, true, false}));
  EXPECT_EQ(flat(mask.remove[1]), (std::vector<bool>{true, true, false, false}));
  EXPECT_EQ(mask.ranked_by_score, 4);
  EXPECT_EQ(mask.ranked_by_mean, 4);
}

TEST(Pruning, GivenSdsThatDifferByMoreThanRoundingWhenRemovedThenTheirRatioStillDecides) {
  const auto mean = torch::tensor({1.0, 2.0, 3.0, 4.0}, torch::kFloat64);
  const auto sd = mean * torch::tensor({1.0, 1.0 + 1e-5, 1.0 + 2e-5, 1.0 + 3e-5}, torch::kFloat64);

  EXPECT_EQ(flat(pruning_mask({{"a.weight", mean, sd, 0.0}}, 0.5).remove[0]),
            (std::vector<bool>{false, false, true, true}));
}

RC_GTEST_PROP(Pruning, GivenAnyMixOfWeightsWhenMoreIsPrunedThenWhatWasPrunedStaysPruned, ()) {
  torch::manual_seed(*rc::gen::arbitrary<std::uint32_t>());
  const double share = *rc::gen::inRange(0, 1001) / 1000.0;
  std::vector<WeightMoments> moments{{"a.weight", torch::randn({30}), torch::rand({30}) + 0.1, 0.0},
                                     behind_dropout("b.weight", torch::randn({20}), 0.3),
                                     {"b.bias", torch::randn({7}), torch::zeros({7}), 0.0}};
  const auto first = pruning_mask(moments, share);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    moments[i].mean = moments[i].mean.masked_fill(first.remove[i], 0.0);
    moments[i].sd = moments[i].sd.masked_fill(first.remove[i], 0.0);
  }

  const auto second = pruning_mask(moments, share + (1.0 - share) * 0.3);

  RC_ASSERT(second.removed == std::llround((share + (1.0 - share) * 0.3) * 57));
  for (std::size_t i = 0; i < moments.size(); ++i) {
    RC_ASSERT(!first.remove[i].logical_and(second.remove[i].logical_not()).any().item<bool>());
  }
}

RC_GTEST_PROP(Pruning, GivenAnyShareWhenPrunedThenExactlyThatManyGoAndNoneKeptIsWeaker, ()) {
  torch::manual_seed(*rc::gen::arbitrary<std::uint32_t>());
  const auto count = *rc::gen::inRange<std::int64_t>(1, 50);
  const double share = *rc::gen::inRange(0, 1001) / 1000.0;
  const std::vector<WeightMoments> moments{
      {"a.weight", torch::randn({count}), torch::rand({count}) + 0.1, 0.0},
      {"b.weight", torch::randn({3}), torch::ones({3}), 0.0}};

  const auto mask = pruning_mask(moments, share);

  const auto gone = torch::cat({mask.remove[0], mask.remove[1]});
  const auto ratio =
      torch::cat({moments[0].mean.abs() / moments[0].sd, moments[1].mean.abs() / moments[1].sd});
  RC_ASSERT(mask.removed == std::llround(share * static_cast<double>(count + 3)));
  RC_ASSERT(gone.sum().item<std::int64_t>() == mask.removed);
  if (mask.removed == 0 || mask.removed == count + 3) return;
  const auto strongest_gone = ratio.masked_select(gone).max().item<double>();
  const auto weakest_kept = ratio.masked_select(gone.logical_not()).min().item<double>();
  RC_ASSERT(strongest_gone <= weakest_kept * (1 + 1e-6));  // the test divides in float32
}

}  // namespace
}  // namespace bayes
