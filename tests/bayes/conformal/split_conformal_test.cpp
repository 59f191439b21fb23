#include "bayes/conformal/split_conformal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "bayes/conformal/adaptive_sets.h"
#include "bayes/conformal/least_ambiguous_sets.h"
#include "bayes/conformal/set_figures.h"
#include "bayes/core/error.h"

namespace bayes {
namespace {

using ::testing::HasSubstr;

constexpr Draw::Key kNoise{5, Stream::kConformal, 0, 0};
constexpr Draw::Key kOtherNoise{5, Stream::kConformal, 1, 0};

/// Labels drawn from what the predictive says, softmax(2 z).
struct Examples {
  CategoricalPredictive predictive;
  torch::Tensor labels;
};

Examples draw_examples(std::int64_t count, std::int64_t classes, std::int64_t seed) {
  torch::manual_seed(seed);
  const auto log_p = (2.0 * torch::randn({count, classes}, torch::kFloat64)).log_softmax(1);
  const auto labels = log_p.exp().multinomial(1).squeeze(1);
  return {CategoricalPredictive((1.7 * log_p).log_softmax(1).unsqueeze(0)),
          labels};  // too sure: coverage has to hold anyway
}

torch::Tensor places_of(const CategoricalPredictive& predictive) {
  return torch::arange(predictive.examples(), torch::kInt64);
}

TEST(SplitConformal, GivenCountsAndCoveragesWhenRankedThenTheRankIsThatByHand) {
  EXPECT_EQ(conformal_rank(9, 0.9), 9);    // 10 * 0.9
  EXPECT_EQ(conformal_rank(8, 0.9), 9);    // 8.1: more than there are
  EXPECT_EQ(conformal_rank(10, 0.9), 10);  // 9.9
  EXPECT_EQ(conformal_rank(19, 0.9), 18);
  EXPECT_EQ(conformal_rank(99, 0.07), 7);       // 100 * 0.07 is 7.000000000000001 in doubles
  EXPECT_EQ(conformal_rank(99, 0.55), 55);      // and 100 * 0.55 is 55.00000000000001
  EXPECT_EQ(conformal_rank(99, 0.29), 29);      // 28.999999999999996
  EXPECT_EQ(conformal_rank(5000, 0.95), 4751);  // 4750.95
  EXPECT_EQ(conformal_rank(0, 0.5), 1);
  EXPECT_EQ(conformal_rank(3, 1e-9), 1);
}

TEST(SplitConformal, GivenFourExamplesWhenFittedThenThresholdAndSetsAreThoseByHand) {
  const CategoricalPredictive validation{
      torch::tensor({{{0.9, 0.1}, {0.7, 0.3}, {0.6, 0.4}, {0.2, 0.8}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 1}, torch::kInt64);  // scores 0.1, 0.3, 0.6, 0.2

  const auto fitted =
      fit_split_conformal(least_ambiguous_sets({0.6, false}), validation, labels, kNoise, torch::arange(4));
  const auto by_class =
      fit_split_conformal(least_ambiguous_sets({0.6, true}), validation, labels, kNoise, torch::arange(4));
  const auto sets = fitted.sets(validation, kNoise, torch::arange(4));

  EXPECT_NEAR(fitted.thresholds[0].item<double>(), 0.3, 1e-12);    // rank 3 of 4
  EXPECT_NEAR(by_class.thresholds[0].item<double>(), 0.3, 1e-12);  // rank 2 of 2
  EXPECT_NEAR(by_class.thresholds[1].item<double>(), 0.6, 1e-12);
  EXPECT_EQ(by_class.calibrated, (std::vector<std::int64_t>{2, 2}));
  EXPECT_TRUE(sets[0][0].item<bool>());
  EXPECT_FALSE(sets[0][1].item<bool>());
  EXPECT_EQ(sets[2].sum().item<std::int64_t>(), 0);  // neither reaches 0.7
}

TEST(SplitConformal, GivenManyRandomSplitsWhenFittedThenTheMeanCoverageIsThatAskedFor) {
  constexpr int kSplits = 400;
  constexpr std::int64_t kValidation = 60, kTest = 100;
  for (const bool by_class : {false, true}) {
    const ConformalMethod methods[] = {least_ambiguous_sets({0.8, by_class}),
                                       adaptive_sets({{0.8, by_class}, true}),
                                       regularised_adaptive_sets({{{0.8, by_class}, true}, 0.1, 1})};
    for (const auto& method : methods) {
      std::vector<double> covered;
      for (int split = 0; split < kSplits; ++split) {
        const auto all = draw_examples(kValidation + kTest, 3, split);
        const auto first = torch::arange(kValidation), rest = torch::arange(kValidation, kValidation + kTest);
        const Draw::Key noise{static_cast<std::uint64_t>(split), Stream::kConformal, 0, 0};
        const Draw::Key other{static_cast<std::uint64_t>(split), Stream::kConformal, 1, 0};
        const auto fitted = fit_split_conformal(method, all.predictive.at(first),
                                                all.labels.index_select(0, first), noise, first);
        const auto sets = fitted.sets(all.predictive.at(rest), other, rest);
        covered.push_back(set_figures(sets, all.labels.index_select(0, rest)).all.share);
      }

      double mean = 0.0, square = 0.0;
      for (const double share : covered) mean += share / kSplits;
      for (const double share : covered) square += (share - mean) * (share - mean) / (kSplits - 1);
      const double error = std::sqrt(square / kSplits);
      EXPECT_GT(mean, 0.8 - 4 * error) << by_class;
      // Not above coverage + 1 / (n + 1) either; by class n is that of the class, some 20.
      EXPECT_LT(mean, 0.8 + 1.0 / (by_class ? 16.0 : kValidation + 1.0) + 4 * error) << by_class;
      EXPECT_LT(error, 0.005);
    }
  }
}

TEST(SplitConformal, GivenScoresThatAreNotRandomisedWhenFittedThenTheLikeliestClassIsInEverySet) {
  const auto examples = draw_examples(200, 4, 1);
  const auto method = adaptive_sets({{0.5, false}, /*randomised=*/false});

  const auto fitted = fit_split_conformal(method, examples.predictive, examples.labels, kNoise,
                                          places_of(examples.predictive));

  const auto top = examples.predictive.mean_probabilities().argmax(1, /*keepdim=*/true);
  EXPECT_TRUE(fitted.sets(examples.predictive, kNoise, places_of(examples.predictive))
                  .gather(1, top)
                  .all()
                  .item<bool>());
}

TEST(SplitConformal, GivenAHigherCoverageWhenFittedThenSetsOnlyGrow) {
  const auto examples = draw_examples(200, 4, 2);
  for (const bool by_class : {false, true}) {
    torch::Tensor before = torch::zeros({200, 4}, torch::kBool);
    for (const double coverage : {0.1, 0.5, 0.8, 0.9, 0.95, 0.999}) {
      const auto fitted =
          fit_split_conformal(adaptive_sets({{coverage, by_class}, true}), examples.predictive,
                              examples.labels, kNoise, places_of(examples.predictive));
      const auto sets = fitted.sets(examples.predictive, kOtherNoise, places_of(examples.predictive));

      EXPECT_TRUE(before.logical_and(sets.logical_not()).any().logical_not().item<bool>()) << coverage;
      before = sets;
    }
  }
}

TEST(SplitConformal, GivenFewerExamplesThanTheCoverageTakesWhenFittedThenItIsSaid) {
  const auto few = draw_examples(98, 2, 3), enough = draw_examples(99, 2, 3);
  const auto method = least_ambiguous_sets({0.99, false});
  const auto small =
      fit_split_conformal(method, few.predictive, few.labels, kNoise, places_of(few.predictive));
  const auto large =
      fit_split_conformal(method, enough.predictive, enough.labels, kNoise, places_of(enough.predictive));
  const CategoricalPredictive of_class_0{torch::full({1, 12, 2}, 0.5, torch::kFloat64).log()};
  const auto zeros = torch::zeros({12}, torch::kInt64);
  const auto by_class = fit_split_conformal(least_ambiguous_sets({0.9, true}), of_class_0, zeros, kNoise,
                                            places_of(of_class_0));

  EXPECT_THAT(too_few_for_coverage(small), HasSubstr("takes 99 validation examples, and there are 98"));
  EXPECT_TRUE(small.sets(few.predictive, kNoise, places_of(few.predictive)).all().item<bool>());
  EXPECT_EQ(too_few_for_coverage(large), "");
  EXPECT_THAT(too_few_for_coverage(by_class), HasSubstr("9 validation examples of each class"));
  EXPECT_THAT(too_few_for_coverage(by_class), HasSubstr("(1)"));
}

TEST(SplitConformal, GivenWhatDoesNotFitWhenFittedThenErrorIsThrown) {
  const auto examples = draw_examples(10, 3, 4), others = draw_examples(10, 4, 4);
  const auto fitted = fit_split_conformal(least_ambiguous_sets({}), examples.predictive, examples.labels,
                                          kNoise, places_of(examples.predictive));

  EXPECT_THROW(fitted.sets(others.predictive, kNoise, places_of(others.predictive)), Error);
  for (const double coverage : {0.0, 1.0, -0.1, std::nan("")}) {
    EXPECT_THROW(fit_split_conformal(least_ambiguous_sets({coverage, false}), examples.predictive,
                                     examples.labels, kNoise, places_of(examples.predictive)),
                 Error);
  }
  EXPECT_THROW(fit_split_conformal(least_ambiguous_sets({}), examples.predictive, examples.labels + 3, kNoise,
                                   places_of(examples.predictive)),
               Error);
}

/// The sets that tests/golden/conformal.py found by NumPy.
class GoldenSets : public ::testing::Test {
 protected:
  GoldenSets() {
    std::ifstream file(std::string(TESTS_FOLDER) + "/golden/conformal.json");
    golden_ = nlohmann::json::parse(file);
    std::vector<torch::Tensor> rows;
    for (const auto& row : golden_.at("logits"))
      rows.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
    log_probabilities_ = torch::stack(rows).log_softmax(1);
    uniform_ = torch::tensor(golden_.at("uniform").get<std::vector<double>>(), torch::kFloat64);
    labels_ = torch::tensor(golden_.at("labels").get<std::vector<std::int64_t>>(), torch::kInt64);
  }

  CategoricalPredictive rows(std::int64_t first, std::int64_t last) const {
    return CategoricalPredictive(log_probabilities_.slice(0, first, last).unsqueeze(0));
  }

  void expect_sets(const std::string& name, const ConformalScore& score) const {
    const std::int64_t validation = golden_.at("validation"), all = labels_.size(0);
    for (const bool by_class : {false, true}) {
      const ConformalMethod method{{golden_.at("coverage"), by_class}, score};
      const auto fitted = fit_split_conformal(method, rows(0, validation), labels_.slice(0, 0, validation),
                                              kNoise, torch::arange(validation));
      const auto sets = fitted.sets(rows(validation, all), kOtherNoise, torch::arange(validation, all));

      const auto& expected = golden_.at(by_class ? "by_class" : "marginal").at(name);
      for (std::int64_t c = 0; c < fitted.thresholds.size(0); ++c) {
        const auto& threshold = expected.at("thresholds").at(static_cast<std::size_t>(c));
        const double infinity = std::numeric_limits<double>::infinity();
        const double found = fitted.thresholds[c].item<double>();
        if (threshold.is_null()) {
          EXPECT_EQ(found, infinity) << name << " " << c;
        } else {
          EXPECT_NEAR(found, threshold.get<double>(), 1e-12) << name << " " << c;
        }
      }
      for (std::int64_t i = 0; i < sets.size(0); ++i) {
        std::string members;
        for (std::int64_t c = 0; c < sets.size(1); ++c) members += sets[i][c].item<bool>() ? "1" : "0";
        EXPECT_EQ(members, expected.at("sets").at(static_cast<std::size_t>(i))) << name << " " << i;
      }
    }
  }

  /// Adaptive scores with the script's uniform numbers instead of ours.
  ConformalScore adaptive(double lambda, std::int64_t k_reg) const {
    return [=](const CategoricalPredictive& predictive, const Draw::Key& key, const torch::Tensor&) {
      const std::int64_t first = key.step == 0 ? 0 : golden_.at("validation").get<std::int64_t>();
      return adaptive_scores(predictive, uniform_.slice(0, first, first + predictive.examples()), lambda,
                             k_reg);
    };
  }

  nlohmann::json golden_;
  torch::Tensor log_probabilities_, uniform_, labels_;
};

TEST_F(GoldenSets, GivenTheScriptsExamplesWhenPredictedThenThresholdsAndSetsAreNumpys) {
  expect_sets("lac", least_ambiguous_sets({}).score);
  expect_sets("aps", adaptive(0.0, 0));
  expect_sets("deterministic_aps", adaptive_sets({{}, /*randomised=*/false}).score);
  expect_sets("raps", adaptive(golden_.at("lambda"), golden_.at("k_reg")));
}

TEST_F(GoldenSets, GivenCountsWhenTheirIntervalIsTakenThenItIsScipys) {
  for (const auto& row : golden_.at("clopper_pearson")) {
    const auto coverage = coverage_of(row.at(0), row.at(1));

    EXPECT_NEAR(coverage.low, row.at(2).get<double>(), 1e-10);
    EXPECT_NEAR(coverage.high, row.at(3).get<double>(), 1e-10);
  }
}

}  // namespace
}  // namespace bayes
