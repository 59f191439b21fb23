// The length of a step under plain gradient descent is the rate times the norm of the gradient that it took.
#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/engine/training_step.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

const Draw::Key kStep{5, Stream::kTraining, 3, 0};

// By hand: a 3-4-5 triangle.
TEST(ClippingFactor, GivenANormWhenAskedThenOnlyALongerOneIsShortened) {
  EXPECT_DOUBLE_EQ(clipping_factor(1.0, 25.0, kStep), 0.2);
  EXPECT_EQ(clipping_factor(5.0, 25.0, kStep), 1.0);
  EXPECT_EQ(clipping_factor(7.0, 25.0, kStep), 1.0);
  EXPECT_EQ(clipping_factor(1.0, 0.0, kStep), 1.0);
}

TEST(ClippingFactor, GivenANormThatIsNotFiniteWhenAskedThenItStopsAsDiverged) {
  for (const double bad : {std::nan(""), HUGE_VAL})
    EXPECT_EQ(bnn::fault_of([&] { clipping_factor(1.0, bad, kStep); }), Fault::kDiverged);
}

// How all parameters move in one step at learning rate 1, as one vector.
torch::Tensor movement(InferenceMethod& method, double clip_norm) {
  ThreadPool pool(2);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.validation = {};
  training.options.epochs = 1;
  training.options.batch_size = 20;
  training.options.clip_norm = clip_norm;
  training.optimizer = sgd({1.0, 0.0, 0.0});
  const State before = method.save();
  method.fit(training);
  std::vector<torch::Tensor> moved;
  for (const auto& [name, after] : method.save()) moved.push_back((after - before.at(name)).flatten());
  return torch::cat(moved).to(torch::kFloat64);
}

struct ClippedMethod {
  std::string name;
  std::function<std::unique_ptr<InferenceMethod>()> make;
};

void PrintTo(const ClippedMethod& method, std::ostream* stream) { *stream << method.name; }

class GradientClipping : public testing::TestWithParam<ClippedMethod> {};

// The prior is narrow, so that most of the gradient is the KL's: what is clipped is the whole.
INSTANTIATE_TEST_SUITE_P(
    All, GradientClipping,
    testing::Values(ClippedMethod{"map", [] { return map({}, support::small_problem(0, 0.05)); }},
                    ClippedMethod{"bayes_by_backprop",
                                  [] { return bayes_by_backprop({}, support::small_problem(0, 0.05)); }}),
    [](const auto& info) { return info.param.name; });

TEST_P(GradientClipping,
       GivenALongGradientWhenClippedThenItsNormOverAllParametersIsTheBoundAndItsDirectionStays) {
  const auto whole = movement(*GetParam().make(), 0.0);
  ASSERT_GT(whole.norm().item<double>(), 1.0);

  const auto clipped = movement(*GetParam().make(), 0.25);

  EXPECT_NEAR(clipped.norm().item<double>(), 0.25, 1e-5);
  EXPECT_NEAR(clipped.dot(whole).item<double>() / (clipped.norm() * whole.norm()).item<double>(), 1.0, 1e-6);
}

TEST_P(GradientClipping, GivenAShortGradientWhenClippedThenTheStepIsTheSameToTheBit) {
  const auto whole = movement(*GetParam().make(), 0.0);

  EXPECT_TRUE(movement(*GetParam().make(), 1e6).equal(whole));
}

}  // namespace
}  // namespace bayes
