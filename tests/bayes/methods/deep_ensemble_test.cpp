#include "bayes/methods/deep_ensemble.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/methods/map.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

// An ensemble whose members have the given value for every weight.
std::unique_ptr<InferenceMethod> ensemble_of(const std::vector<double>& values) {
  DeepEnsembleOptions options;
  options.members = static_cast<std::int64_t>(values.size());
  auto ensemble = deep_ensemble(options, support::small_problem());
  State state = ensemble->save();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (auto& [name, tensor] : state) {
      if (name.rfind("member" + std::to_string(i) + ".", 0) == 0) tensor.fill_(values[i]);
    }
  }
  ensemble->load(state);
  return ensemble;
}

TEST(DeepEnsemble, GivenThreeMembersWhenMomentsAreTakenThenTheyAreMeanAndUnbiasedDeviationByHand) {
  const auto ensemble = ensemble_of({1.0, 2.0, 6.0});

  const auto moments = ensemble->weight_moments();

  // Mean 3; deviations -2, -1, 3: (4 + 1 + 9) / 2 = 7.
  ASSERT_EQ(moments.size(), 4u);
  for (const auto& tensor : moments) {
    EXPECT_TRUE(torch::allclose(tensor.mean, torch::full_like(tensor.mean, 3.0)));
    EXPECT_TRUE(torch::allclose(tensor.sd, torch::full_like(tensor.sd, std::sqrt(7.0))));
  }
}

TEST(DeepEnsemble, GivenThreeMembersWhenMomentsAreTakenThenTheKlIsTheMeanNegativeLogPrior) {
  const auto ensemble = ensemble_of({1.0, 2.0, 6.0});

  const auto moments = ensemble->weight_moments();

  // Prior N(0, 1): a weight w costs w^2 / 2 + log(2 pi) / 2; the mean of the squares is 41 / 3.
  const double each = 41.0 / 6.0 + 0.5 * std::log(2 * M_PI);
  for (const auto& tensor : moments) {
    EXPECT_NEAR(tensor.kl, each * static_cast<double>(tensor.mean.numel()), 1e-3);
  }
}

TEST(DeepEnsemble, GivenOneMemberWhenMomentsAreTakenThenThereIsNoSpread) {
  for (const auto& tensor : ensemble_of({2.0})->weight_moments()) {
    EXPECT_EQ(tensor.sd.abs().max().item<double>(), 0.0);
    EXPECT_EQ(tensor.mean.min().item<double>(), 2.0);
  }
}

TEST(DeepEnsemble, GivenMembersWhenAskedForMomentsByNetworkThenEachIsAPointOfItsOwn) {
  const auto each = ensemble_of({1.0, 2.0, 6.0})->moments_by_network();

  ASSERT_EQ(each.size(), 3u);
  EXPECT_EQ(each[2][0].mean.max().item<double>(), 6.0);
  EXPECT_EQ(each[2][0].sd.max().item<double>(), 0.0);
}

TEST(DeepEnsemble, GivenAnyNumberOfWantedDrawsWhenAskedThenThereAreAsManyAsMembers) {
  const auto ensemble = ensemble_of({1.0, 2.0, 6.0});

  EXPECT_EQ(ensemble->draws(1), 3);
  EXPECT_EQ(ensemble->draws(100), 3);
}

TEST(DeepEnsemble, GivenTwoMembersWhenBuiltThenTheyStartFromDifferentWeights) {
  const auto each = deep_ensemble({2}, support::small_problem())->moments_by_network();

  EXPECT_FALSE(each[0][0].mean.equal(each[1][0].mean));
}

TEST(DeepEnsemble, GivenTheSeedOfAMapWhenBuiltThenNoMemberStartsFromItsWeights) {
  const auto point = map({}, support::small_problem())->weight_moments();

  for (const auto& member : deep_ensemble({3}, support::small_problem())->moments_by_network()) {
    EXPECT_FALSE(member[0].mean.equal(point[0].mean));
  }
}

TEST(DeepEnsemble, GivenAMemberThatStartsAsAMapWhenTrainedThenItMeetsTheDataInAnotherOrder) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto point = map({}, support::small_problem());
  const auto ensemble = deep_ensemble({1}, support::small_problem());
  State start;
  add_with_prefix(start, "member0", point->save());
  ensemble->load(start);

  point->fit(support::small_training(pool, recorder));
  ensemble->fit(support::small_training(pool, recorder));

  EXPECT_FALSE(ensemble->weight_moments()[0].mean.equal(point->weight_moments()[0].mean));
}

TEST(DeepEnsemble, GivenAnUnfinishedCheckpointOfOtherSeedsWhenRestoredThenErrorSaysSoButFittedOnesLoad) {
  ThreadPool pool(1);
  support::Recorder recorder(/*stop_after=*/4);
  const auto stopped = deep_ensemble({2}, support::small_problem());
  stopped->fit(support::small_training(pool, recorder));
  State before = support::copy_of(stopped->training_state());
  before.erase("seeds");  // as versions wrote it whose first member was MAP's network

  EXPECT_THROW(deep_ensemble({2}, support::small_problem())->restore_training(before), Error);

  const auto whole = deep_ensemble({2}, support::small_problem());
  support::Recorder all;
  whole->fit(support::small_training(pool, all));
  State done = support::copy_of(whole->training_state());
  done.erase("seeds");
  const auto loaded = deep_ensemble({2}, support::small_problem());
  EXPECT_NO_THROW(loaded->restore_training(done));
  EXPECT_TRUE(support::same_bits(loaded->save(), whole->save()));
}

TEST(DeepEnsemble, GivenMembersThatStartAlikeWhenTrainedThenTheOrderOfTheDataSetsThemApart) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto ensemble = deep_ensemble({2}, support::small_problem());
  State alike = ensemble->save();
  for (auto& [name, tensor] : alike) tensor = alike.at("member0" + name.substr(7)).clone();
  ensemble->load(alike);

  ensemble->fit(support::small_training(pool, recorder));

  const auto each = ensemble->moments_by_network();
  EXPECT_FALSE(each[0][0].mean.equal(each[1][0].mean));
}

TEST(DeepEnsemble, GivenTwoMembersWhenTrainedThenBothAreReportedAndBothLearn) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto ensemble = deep_ensemble({2}, support::small_problem());
  const auto before = ensemble->moments_by_network();

  ensemble->fit(support::small_training(pool, recorder));

  const auto after = ensemble->moments_by_network();
  ASSERT_EQ(recorder.epochs.size(), 4u);
  EXPECT_EQ(recorder.epochs[1].member, 0);
  EXPECT_EQ(recorder.epochs[2].member, 1);
  EXPECT_EQ(recorder.epochs[2].epoch, 1);
  EXPECT_EQ(recorder.steps[0].members, 2);
  for (const std::size_t member : {0, 1})
    EXPECT_FALSE(before[member][0].mean.equal(after[member][0].mean)) << member;
}

TEST(DeepEnsemble, GivenTwoThreadsWhenMembersTrainSideBySideThenTheyEndAtTheSameBitsAsOneByOne) {
  ThreadPool one(1), two(2);
  support::Recorder by_one, by_two;
  const auto alone = deep_ensemble({5}, support::small_problem()),
             together = deep_ensemble({5}, support::small_problem());

  ASSERT_TRUE(alone->fit(support::small_training(one, by_one)));
  ASSERT_TRUE(together->fit(support::small_training(two, by_two)));

  EXPECT_TRUE(support::same_bits(together->save(), alone->save()));
  EXPECT_EQ(by_two.steps.size(), by_one.steps.size());
  EXPECT_EQ(by_two.epochs.size(), by_one.epochs.size());
}

TEST(DeepEnsemble, GivenAStopWhileTwoMembersTrainWhenResumedThenTheEndIsTheSameToTheBit) {
  ThreadPool pool(2);
  support::Recorder whole, first_part(/*stop_after=*/9), second_part;
  const auto uninterrupted = deep_ensemble({3}, support::small_problem()),
             stopped = deep_ensemble({3}, support::small_problem()),
             resumed = deep_ensemble({3}, support::small_problem());
  ASSERT_TRUE(uninterrupted->fit(support::small_training(pool, whole)));

  EXPECT_FALSE(stopped->fit(support::small_training(pool, first_part)));
  resumed->restore_training(support::copy_of(stopped->training_state()));
  EXPECT_TRUE(resumed->fit(support::small_training(pool, second_part)));

  EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save()));
  EXPECT_EQ(first_part.steps.size() + second_part.steps.size(), whole.steps.size());
}

TEST(DeepEnsemble, GivenTwoThreadsWhenStatesAreTakenAfterEpochsThenEachResumesToTheSameBits) {
  ThreadPool pool(2);
  const auto uninterrupted = deep_ensemble({3}, support::small_problem());
  std::vector<State> checkpoints;
  support::Recorder recorder(
      0, [&] { checkpoints.push_back(support::copy_of(uninterrupted->training_state())); });
  ASSERT_TRUE(uninterrupted->fit(support::small_training(pool, recorder)));

  for (const State& checkpoint : checkpoints) {
    support::Recorder rest;
    const auto resumed = deep_ensemble({3}, support::small_problem());
    resumed->restore_training(checkpoint);
    ASSERT_TRUE(resumed->fit(support::small_training(pool, rest)));

    EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save()));
  }
}

TEST(DeepEnsemble, GivenAMemberThatDivergesWhenTrainedThenTheOthersEndTooAndTheErrorIsThrown) {
  ThreadPool pool(2);
  support::Recorder recorder;
  const auto ensemble = deep_ensemble({3}, support::small_problem());
  State state = ensemble->save();
  for (auto& [name, tensor] : state) {
    if (name.rfind("member0.", 0) == 0) tensor.fill_(std::nan(""));
  }
  ensemble->load(state);
  auto training = support::small_training(pool, recorder);
  training.options.epochs = 10000;

  EXPECT_THROW(ensemble->fit(training), Error);

  EXPECT_LT(recorder.epochs.size(), 20000u);
}

TEST(DeepEnsemble, GivenACheckpointOfAnotherNumberOfMembersWhenRestoredThenErrorIsThrown) {
  const auto three = deep_ensemble({3}, support::small_problem());

  EXPECT_THROW(deep_ensemble({2}, support::small_problem())->restore_training(three->training_state()),
               Error);
}

}  // namespace
}  // namespace bayes
