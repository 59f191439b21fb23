#include "experiments/run/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <sstream>

#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;

/// A method that must not be asked for a prediction.
class UnaskedMethod : public bayes::InferenceMethod {
 public:
  bool fit(const bayes::Training&) override { return true; }
  bool is_random() const override { return true; }
  std::int64_t draws(std::int64_t wanted) const override { return wanted; }
  torch::Tensor sample_logits(const torch::Tensor& images, const bayes::Draw::Key&,
                              const torch::Tensor&) const override {
    ADD_FAILURE() << "it was predicted first";
    return torch::zeros({images.size(0), 2});
  }
  std::vector<bayes::WeightMoments> weight_moments() const override { return {}; }
  bayes::State training_state() const override { return {}; }
  void restore_training(const bayes::State&) override {}
  bayes::State save() const override { return {}; }
  void load(const bayes::State&) override {}
  std::vector<std::vector<bayes::WeightMoments>> moments_by_network() const override { return {}; }
  std::unique_ptr<bayes::InferenceMethod> pruned(
      const std::vector<std::vector<torch::Tensor>>&) const override {
    return nullptr;
  }
};

/// How the evaluation of 4 test images of 2 classes, without validation images, is refused.
std::optional<bayes::Error> refusal(const std::vector<std::string>& settings, const FoundBefore* before) {
  std::ostringstream stream;
  Progress progress{{stream, /*redraws=*/false, /*colour=*/false, [] { return 80; },
                     [] { return std::chrono::seconds(0); }}};
  bayes::ThreadPool threads(1);
  Splits splits;
  splits.test.inputs = torch::zeros({4, 1, 1, 1});
  splits.test.targets = torch::tensor({0, 1, 0, 1}, torch::kInt64);
  splits.test.keys = torch::arange(4, torch::kInt64);
  report::RunRecord record;
  const auto config = default_experiment(settings);
  const UnaskedMethod method{};
  return error_of([&] { evaluate(method, splits, config, {threads, progress, ""}, record, before); });
}

/// Found on two validation images with 4 draws; no thresholds.
FoundBefore found_with_four_draws() {
  const auto log_half = torch::full({1, 2, 2}, std::log(0.5), torch::kFloat64);
  return {{bayes::CategoricalPredictive(log_half), torch::tensor({0, 1}, torch::kInt64), /*draws=*/4},
          nlohmann::ordered_json::array()};
}

TEST(Evaluation, GivenNoValidationImagesWhenSomethingIsToBeFittedToThemThenItIsRefusedBeforeAnyPrediction) {
  for (const char* setting : {"evaluation.calibration=[temperature]", "evaluation.conformal=[lac]"}) {
    const auto error = refusal({setting}, /*before=*/nullptr);

    ASSERT_TRUE(error) << setting;
    EXPECT_EQ(error->fault, bayes::Fault::kUsage);
    EXPECT_THAT(error->problem, HasSubstr("need predictions of validation images"));
  }
}

// The threshold of a decision was once taken over whatever the number of draws.
TEST(Evaluation, GivenAnotherNumberOfDrawsThanBeforeWhenMeasuredThenItIsRefusedBeforeAnyPrediction) {
  const auto before = found_with_four_draws();

  for (const char* setting : {"evaluation.calibration=[temperature]", "evaluation.conformal=[lac]",
                              "evaluation.decision.reject=0.1"}) {
    const auto error = refusal({setting, "evaluation.samples=8"}, &before);

    ASSERT_TRUE(error) << setting;
    EXPECT_EQ(error->fault, bayes::Fault::kUsage);
    EXPECT_THAT(error->problem, HasSubstr("was found on predictions of 4 draws, and 8 are asked for"));
  }
}

TEST(Evaluation, GivenSetsThatWereNotFoundBeforeWhenMeasuredThenTheyAreRefusedBeforeAnyPrediction) {
  const auto before = found_with_four_draws();

  const auto error = refusal({"evaluation.conformal=[lac]", "evaluation.samples=4"}, &before);

  ASSERT_TRUE(error);
  EXPECT_THAT(error->problem, HasSubstr("found no thresholds"));
}

}  // namespace
}  // namespace bnn
