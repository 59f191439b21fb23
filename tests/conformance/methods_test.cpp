#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/weights/pruning.h"
#include "models/lenet5.h"
#include "tests/conformance/all_methods.h"
#include "tests/support/small_training.h"

// What every inference method has to do. A new one gets all of it by its line in the catalog.
namespace bayes {
namespace {

using support::small_problem;

class Methods : public testing::TestWithParam<NamedMethod> {
 protected:
  std::unique_ptr<InferenceMethod> untrained(std::uint64_t seed = 0) const {
    return GetParam().make(small_problem(seed));
  }
  std::unique_ptr<InferenceMethod> trained(std::uint64_t seed = 0, int threads = 1) const {
    ThreadPool pool(threads);
    support::Recorder recorder;
    auto method = untrained(seed);
    EXPECT_TRUE(method->fit(support::small_training(pool, recorder)));
    return method;
  }
};
INSTANTIATE_TEST_SUITE_P(All, Methods, testing::ValuesIn(all_methods()), name_of);

CategoricalPredictive predictive_of(const InferenceMethod& method, const torch::Tensor& images,
                                    std::int64_t wanted = 6, std::int64_t chunk = 500, int threads = 1) {
  ThreadPool pool(threads);
  return sample_predictive(
      [&](const torch::Tensor& some, const Draw::Key& key, const torch::Tensor& examples) {
        return method.sample_logits(some, key, examples);
      },
      keyed_by_content(images), method.draws(wanted), {8, Stream::kPrediction, 0, 0}, pool, chunk);
}

double largest(const torch::Tensor& tensor) { return tensor.abs().max().item<double>(); }

TEST_P(Methods, GivenASeparableProblemWhenTrainedThenUnseenImagesAreRecognised) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.train = support::bright_pixels(240);
  training.options.epochs = 15;
  training.options.batch_size = 40;
  const auto unseen = support::bright_pixels(300, /*seed=*/77);
  const auto method = untrained();

  method->fit(training);

  const auto predicted =
      predictive_of(*method, unseen.inputs, /*wanted=*/16).mean_log_probabilities().argmax(1);
  EXPECT_GT(predicted.eq(unseen.targets).to(torch::kFloat64).mean().item<double>(), 0.97);
}

TEST_P(Methods, GivenSavedParametersWhenLoadedIntoAFreshOneThenTheLogitsAreTheSameToTheBit) {
  const auto method = trained();
  const auto other = untrained(/*seed=*/99);
  const auto images = support::bright_pixels(9, 4).inputs;

  other->load(method->save());

  EXPECT_TRUE(support::same_bits(other->save(), method->save()));
  const auto expected = predictive_of(*method, images).log_probabilities();
  EXPECT_TRUE(predictive_of(*other, images).log_probabilities().equal(expected));
}

TEST_P(Methods, GivenAStateWithoutOneTensorOrWithAForeignOneWhenLoadedThenItRefuses) {
  const auto method = untrained();
  State lacking = method->save();
  lacking.erase(lacking.begin());

  EXPECT_THROW(method->load(lacking), Error);
}

TEST_P(Methods, GivenTheSameSeedWhenTrainedTwiceThenTheBitsAreTheSame) {
  EXPECT_TRUE(support::same_bits(trained(3)->save(), trained(3)->save()));
}

TEST_P(Methods, GivenAnotherSeedWhenTrainedThenTheWeightsDiffer) {
  EXPECT_FALSE(support::same_bits(trained(3)->save(), trained(4)->save()));
}

TEST_P(Methods, GivenOneTwoOrThreeThreadsWhenTrainedThenTheBitsAreTheSame) {
  const State one = trained(0, /*threads=*/1)->save();

  EXPECT_TRUE(support::same_bits(one, trained(0, /*threads=*/2)->save()));
  EXPECT_TRUE(support::same_bits(one, trained(0, /*threads=*/3)->save()));
}

TEST_P(Methods, GivenClippingSmoothingAndAveragingWhenTrainedInOneOrTwoThreadsThenTheBitsAreTheSame) {
  std::vector<State> ends;
  for (const int threads : {1, 2}) {
    ThreadPool pool(threads);
    support::Recorder recorder;
    auto training = support::small_training(pool, recorder);
    training.options.clip_norm = 0.5;
    training.options.ema_decay = 0.8;
    auto problem = small_problem();
    problem.likelihood = support::three_classes(/*label_smoothing=*/0.1);
    const auto method = GetParam().make(problem);
    method->fit(training);
    ends.push_back(method->save());
  }

  EXPECT_TRUE(support::same_bits(ends[0], ends[1]));
  EXPECT_FALSE(support::same_bits(ends[0], trained()->save()));
}

TEST_P(Methods, GivenTheDefaultGeneratorInAnotherStateWhenTrainedThenNothingChanges) {
  const State expected = trained()->save();
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto method = untrained();
  torch::manual_seed(12345);

  method->fit(support::small_training(pool, recorder));

  EXPECT_TRUE(support::same_bits(method->save(), expected));
}

TEST_P(Methods, GivenAnImageAloneRepeatedOrElsewhereWhenPredictedThenItIsWhatItIsAmongAllToRounding) {
  const auto method = trained();
  const auto images = support::bright_pixels(20, 4).inputs;
  const auto order = torch::tensor({13, 2, 13, 19, 0}, torch::kInt64);
  const auto all = predictive_of(*method, images).log_probabilities().exp();

  const auto alone = predictive_of(*method, images.narrow(0, 13, 1)).log_probabilities().exp();
  const auto moved = predictive_of(*method, images.index_select(0, order)).log_probabilities().exp();

  EXPECT_LT(largest(alone - all.narrow(1, 13, 1)), 1e-5);
  EXPECT_LT(largest(moved - all.index_select(1, order)), 1e-5);
}

TEST_P(Methods, GivenAnyChunkWhenPredictingThenTheProbabilitiesAreTheSameToRounding) {
  const auto method = trained();
  const auto images = support::bright_pixels(20, 4).inputs;
  const auto whole = predictive_of(*method, images).log_probabilities().exp();

  for (const std::int64_t chunk : {1, 7, 20}) {
    const auto parts = predictive_of(*method, images, 6, chunk).log_probabilities().exp();
    EXPECT_LT(largest(parts - whole), 1e-5) << chunk;
  }
}

TEST_P(Methods, GivenTwoThreadsWhenPredictingThenTheBitsAreThoseOfOne) {
  const auto method = trained();
  const auto images = support::bright_pixels(20, 4).inputs;

  const auto one = predictive_of(*method, images, 6, 7, /*threads=*/1).log_probabilities();
  const auto two = predictive_of(*method, images, 6, 7, /*threads=*/2).log_probabilities();

  EXPECT_TRUE(one.equal(two));
}

TEST_P(Methods, GivenSixWantedDrawsWhenPredictingThenAllDrawsDiffer) {
  const auto method = trained();
  const auto draws = predictive_of(*method, support::bright_pixels(20, 4).inputs).log_probabilities();

  for (std::int64_t i = 0; i < draws.size(0); ++i) {
    for (std::int64_t j = 0; j < i; ++j) EXPECT_GT(largest(draws[i] - draws[j]), 1e-5) << i << ", " << j;
  }
}

TEST_P(Methods, GivenPredictionsWhenRepeatedThenTheNetworkIsAsBefore) {
  const auto method = trained();
  const State before = method->save();

  predictive_of(*method, support::bright_pixels(20, 4).inputs);

  EXPECT_TRUE(support::same_bits(method->save(), before));
}

TEST_P(Methods, GivenLeNet5WhenMomentsAreTakenThenNamesAndShapesAreThePlainNetworks) {
  const auto method =
      GetParam().make({models::lenet5({}, {}), GaussianPrior().ptr(), categorical({}, 10), /*seed=*/0});
  // By hand: LeNet-5 in LibTorch's naming.
  const std::vector<std::pair<std::string, std::vector<std::int64_t>>> expected{
      {"c1.weight", {6, 1, 5, 5}},    {"c1.bias", {6}},   {"c3.weight", {16, 6, 5, 5}}, {"c3.bias", {16}},
      {"c5.weight", {120, 16, 5, 5}}, {"c5.bias", {120}}, {"f6.weight", {84, 120}},     {"f6.bias", {84}},
      {"f7.weight", {10, 84}},        {"f7.bias", {10}}};

  const auto moments = method->weight_moments();

  ASSERT_EQ(moments.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(moments[i].name, expected[i].first);
    EXPECT_EQ(moments[i].mean.sizes(), expected[i].second) << moments[i].name;
    EXPECT_EQ(moments[i].sd.sizes(), expected[i].second) << moments[i].name;
  }
}

TEST_P(Methods, GivenATrainedOneWhenMomentsAreTakenThenDeviationsAreZeroExactlyForPoints) {
  const auto method = trained();
  double spread = 0.0;

  for (const auto& moments : method->weight_moments()) {
    EXPECT_TRUE(moments.mean.isfinite().all().item<bool>()) << moments.name;
    EXPECT_GE(moments.sd.min().item<double>(), 0.0) << moments.name;
    EXPECT_TRUE(std::isfinite(moments.kl)) << moments.name;
    spread += moments.sd.sum().item<double>();
  }

  EXPECT_EQ(spread > 0.0, method->draws(6) > 1);
}

TEST_P(Methods, GivenHalfTheWeightsPrunedWhenCopiedThenThoseAreZeroForSureAndTheOriginalIsUntouched) {
  const auto method = trained();
  const State before = method->save();
  std::vector<std::vector<torch::Tensor>> masks;
  for (const auto& moments : method->moments_by_network()) masks.push_back(pruning_mask(moments, 0.5).remove);

  const auto pruned = method->pruned(masks);

  const auto was = method->moments_by_network(), is = pruned->moments_by_network();
  ASSERT_EQ(is.size(), was.size());
  for (std::size_t network = 0; network < is.size(); ++network) {
    for (std::size_t i = 0; i < is[network].size(); ++i) {
      const auto& remove = masks[network][i];
      const auto& moments = is[network][i];
      EXPECT_EQ(moments.mean.masked_select(remove).count_nonzero().item<std::int64_t>(), 0);
      EXPECT_EQ(moments.sd.masked_select(remove).count_nonzero().item<std::int64_t>(), 0);
      EXPECT_TRUE(std::isfinite(moments.kl)) << moments.name;
      const auto kept = remove.logical_not();
      EXPECT_TRUE(moments.mean.masked_select(kept).equal(was[network][i].mean.masked_select(kept)));
      EXPECT_TRUE(moments.sd.masked_select(kept).equal(was[network][i].sd.masked_select(kept)));
    }
  }
  EXPECT_TRUE(support::same_bits(method->save(), before));
}

TEST_P(Methods, GivenAllWeightsPrunedWhenPredictingThenEveryClassIsEquallyLikelyInEveryDraw) {
  const auto method = trained();
  std::vector<std::vector<torch::Tensor>> masks;
  for (const auto& moments : method->moments_by_network()) masks.push_back(pruning_mask(moments, 1.0).remove);

  const auto pruned = method->pruned(masks);

  const auto probabilities =
      predictive_of(*pruned, support::bright_pixels(5).inputs).log_probabilities().exp();
  EXPECT_LT(largest(probabilities - 1.0 / 3.0), 1e-6);
}

TEST_P(Methods, GivenWeightDecayWhenThePriorIsProperThenItRefuses) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  AdamOptions decaying;
  decaying.weight_decay = 1e-4;
  training.optimizer = adam(decaying);
  const auto method = untrained();
  const State before = method->save();

  EXPECT_THROW(method->fit(training), Error);

  EXPECT_TRUE(support::same_bits(method->save(), before));
}

}  // namespace
}  // namespace bayes
