#include "bayes/optimizers/lbfgs.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/optim/lbfgs.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/deep_ensemble.h"
#include "bayes/methods/map.h"
#include "tests/bayes/optimizers/optimizer_against_torch.h"

namespace bayes {
namespace {

torch::Tensor golden_rows(const nlohmann::json& rows) {
  std::vector<torch::Tensor> tensors;
  for (const auto& row : rows)
    tensors.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
  return torch::stack(tensors);
}

// Logistic regression without intercept, under a Gaussian prior: what scikit-learn minimised.
struct LogisticRegression {
  torch::Tensor inputs, labels, minimum;  // [N, features], [N], [classes, features]
  double sigma = 0.0;

  LogisticRegression() {
    std::ifstream file(std::string(TESTS_FOLDER) + "/golden/logistic_regression.json");
    const auto golden = nlohmann::json::parse(file);
    inputs = golden_rows(golden.at("inputs"));
    labels = torch::tensor(golden.at("labels").get<std::vector<std::int64_t>>(), torch::kInt64);
    minimum = golden_rows(golden.at("weights"));
    sigma = golden.at("sigma");
  }

  torch::Tensor loss(const torch::Tensor& weights) const {
    const auto nll =
        torch::nll_loss(inputs.matmul(weights.t()).log_softmax(1), labels, {}, at::Reduction::Sum);
    return (nll + weights.square().sum() / (2.0 * sigma * sigma)) / static_cast<double>(labels.size(0));
  }
  torch::Tensor gradient(const torch::Tensor& weights) const {
    const auto leaf = weights.detach().clone().set_requires_grad(true);
    return torch::autograd::grad({loss(leaf)}, {leaf})[0];
  }
};

double largest(const torch::Tensor& tensor) { return tensor.abs().max().item<double>(); }

// Source: scikit-learn, tests/golden/logistic_regression.py.
TEST(Lbfgs, GivenALogisticRegressionWhenSteppedThenItEndsAtItsMinimum) {
  const LogisticRegression problem;
  const NamedParameters parameters{{"weight", torch::zeros({3, 4}, torch::kFloat64)}};
  const auto optimizer = lbfgs({})(parameters);

  for (int step = 0; step < 40; ++step) optimizer->step({problem.gradient(parameters[0].second)}, 1.0);

  // Steps of 1e-5 and less have s'y below the least that counts: from there on it is slow.
  EXPECT_LT(largest(parameters[0].second - problem.minimum), 1e-5);
}

// Source: torch::optim::LBFGS, one iteration a step; a history shorter than the steps.
TEST(Lbfgs, GivenStepsWhenTakenThenTheWeightsAreLibTorchs) {
  const LogisticRegression problem;
  const auto start = torch::full({3, 4}, 0.5, torch::kFloat64);
  const NamedParameters parameters{{"weight", start.clone()}};
  const auto optimizer = lbfgs({1.0, 3})(parameters);
  auto theirs = start.clone().requires_grad_();
  torch::optim::LBFGS reference(
      {theirs},
      torch::optim::LBFGSOptions(0.8).max_iter(1).history_size(3).tolerance_grad(0).tolerance_change(0));

  for (int step = 0; step < 12; ++step) {
    optimizer->step({problem.gradient(parameters[0].second)}, 0.8);
    reference.step([&] {
      reference.zero_grad();
      auto loss = problem.loss(theirs);
      loss.backward();
      return loss;
    });

    EXPECT_LT(largest(parameters[0].second - theirs.detach()), 1e-10) << "step " << step;
  }
}

// With exact steps the directions are those of conjugate gradients, which end after as many as there are
// different eigenvalues. Source: Nocedal & Wright 2006, theorems 5.4 and 6.4.
TEST(Lbfgs, GivenAQuadraticWhenStepsAreExactThenItEndsAfterAsManyAsThereAreEigenvalues) {
  const auto hessian = torch::diag(torch::tensor({1.0, 1.0, 4.0, 9.0, 30.0}, torch::kFloat64));
  const auto minimum = torch::tensor({3.0, -1.0, 2.0, 0.5, -4.0}, torch::kFloat64);
  auto weight = torch::zeros({5}, torch::kFloat64);
  const auto optimizer = lbfgs({})({{"weight", weight}});
  const auto gradient = [&] { return hessian.matmul(weight - minimum); };

  for (int step = 0; step < 4; ++step) {
    EXPECT_GT(largest(weight - minimum), 1e-3) << "before step " << step;
    const auto before = weight.clone(), g = gradient();
    optimizer->step({g}, 1.0);
    const auto direction = weight - before;
    const double length = (-g.dot(direction) / direction.dot(hessian.matmul(direction))).item<double>();
    weight.copy_(before + length * direction);  // the optimiser takes s from where the weights are
  }

  EXPECT_LT(largest(weight - minimum), 1e-9);
}

// By hand: f = 3 (w - 2)^2, gradient 6 (w - 2). The first step has the length 1 / |g|_1 of -g, the second is
// Newton's.
TEST(Lbfgs, GivenAParabolaWhenSteppedTwiceThenItIsAtTheMinimum) {
  auto weight = torch::tensor({5.0}, torch::kFloat64);
  const auto optimizer = lbfgs({})({{"weight", weight}});

  optimizer->step({6.0 * (weight - 2.0)}, 1.0);
  EXPECT_NEAR(weight.item<double>(), 4.0, 1e-15);
  optimizer->step({6.0 * (weight - 2.0)}, 1.0);

  EXPECT_NEAR(weight.item<double>(), 2.0, 1e-14);
}

// f = -w^2: curvature is negative, the pair would turn the direction round.
TEST(Lbfgs, GivenNegativeCurvatureWhenSteppedThenThePairIsSkippedAndTheStepGoesDown) {
  auto weight = torch::tensor({1.0}, torch::kFloat64);
  const auto optimizer = lbfgs({})({{"weight", weight}});

  optimizer->step({-2.0 * weight}, 0.5);  // min(1, 1 / 2) * 0.5 * 2
  EXPECT_NEAR(weight.item<double>(), 1.5, 1e-15);
  optimizer->step({-2.0 * weight}, 0.5);  // 0.5 * 3, without a pair

  EXPECT_NEAR(weight.item<double>(), 3.0, 1e-15);
  EXPECT_EQ(optimizer->state().size(), 2U);
}

TEST(Lbfgs, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(lbfgs({1.0, 7})));
}

TEST(Lbfgs, GivenTheStateOfAnotherNetworkWhenRestoredThenItRefuses) {
  const auto optimizer = lbfgs({})({{"weight", torch::ones({2}, torch::kFloat64)}});
  optimizer->step({torch::ones({2}, torch::kFloat64)}, 1.0);
  const auto other = lbfgs({})({{"weight", torch::ones({3}, torch::kFloat64)}});

  EXPECT_THROW(other->restore(optimizer->state()), Error);
}

Training whole_batches(ThreadPool& pool, TrainingObserver& observer) {
  auto training = support::small_training(pool, observer);
  training.options.batch_size = training.train.size();
  training.options.epochs = 30;
  training.optimizer = lbfgs({});
  training.validation = {};
  return training;
}

TEST(Lbfgs, GivenASmallNetworkWhenStoppedAndResumedThenTheEndIsTheSameToTheBit) {
  ThreadPool pool(1), two_threads(2);
  support::Recorder whole, first_part(5), second_part;
  const auto uninterrupted = map({}, support::small_problem()), stopped = map({}, support::small_problem()),
             resumed = map({}, support::small_problem());
  ASSERT_TRUE(uninterrupted->fit(whole_batches(pool, whole)));

  EXPECT_FALSE(stopped->fit(whole_batches(pool, first_part)));
  resumed->restore_training(support::copy_of(stopped->training_state()));
  ASSERT_TRUE(resumed->fit(whole_batches(two_threads, second_part)));

  EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save()));
  EXPECT_LT(whole.epochs.back().train_loss, 0.9 * whole.epochs.front().train_loss);
}

TEST(Lbfgs, GivenGradientsThatAreNotExactWhenTrainedThenItRefusesWithTheFix) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto small_batches = whole_batches(pool, recorder);
  small_batches.options.batch_size -= 1;

  EXPECT_THROW(map({}, support::small_problem())->fit(small_batches), Error);
  EXPECT_THROW(bayes_by_backprop({}, support::small_problem())->fit(whole_batches(pool, recorder)), Error);
  EXPECT_TRUE(deep_ensemble({}, support::small_problem())->fit(whole_batches(pool, recorder)));
}

}  // namespace
}  // namespace bayes
