// What training does not begin with, or does not go on with; and batch normalisation, which shards share.
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

#include <limits>
#include <memory>
#include <string>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/methods/map.h"
#include "bayes/training/training_loop.h"
#include "models/resnet.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

using support::Recorder;
using support::small_problem;

TEST(TrainingLoop, GivenNanInTheLastBatchWhenTrainedThenItStopsBeforeThatUpdate) {
  ThreadPool pool(1);
  Recorder recorder;
  std::unique_ptr<InferenceMethod> method = map({}, small_problem());
  auto training = support::small_training(pool, recorder);
  training.options.batch_size = 20;  // the first step meets it
  training.train.inputs[7].fill_(std::nan(""));
  const State before = method->save();

  const auto error = bnn::error_of([&] { method->fit(training); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kDiverged);
  EXPECT_NE(error->where.find("step 1"), std::string::npos) << error->where;
  EXPECT_TRUE(support::same_bits(method->save(), before));
  EXPECT_TRUE(recorder.steps.empty());
}

TEST(TrainingLoop, GivenInfinityInTheValidationDataWhenTrainedThenItStopsAsDiverged) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.validation.inputs.fill_(std::numeric_limits<double>::infinity());

  EXPECT_EQ(bnn::fault_of([&] { map({}, small_problem())->fit(training); }), Fault::kDiverged);

  EXPECT_TRUE(recorder.epochs.empty());
}

TEST(TrainingLoop, GivenNoImagesWhenTrainedThenItRefuses) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.train = {};

  EXPECT_EQ(bnn::fault_of([&] { map({}, small_problem())->fit(training); }), Fault::kUsage);
}

// A network with a layer that keeps statistics of the batch.
class Normalised : public Cloneable<Normalised, Network> {
 public:
  Normalised() { Normalised::reset(); }
  void reset() override {
    norm = register_module("norm", torch::nn::BatchNorm1d(4));
    linear = register_module("linear", torch::nn::Linear(4, 3));
  }
  torch::Tensor forward(const torch::Tensor& images) override { return linear(norm(images.flatten(1))); }
  torch::nn::BatchNorm1d norm{nullptr};
  torch::nn::Linear linear{nullptr};
};

TEST(TrainingLoop, GivenBatchNormalisationWhenTrainedInShardsThenItRefusesAndNamesTheBuffer) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  TrainingLoop loop(std::make_shared<Normalised>(), GaussianPrior().ptr(), support::three_classes(), 0);

  const auto error = bnn::error_of([&] { loop.run(training); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kUsage);
  EXPECT_NE(error->problem.find("norm.running_mean"), std::string::npos) << error->problem;
  training.options.shards = 1;
  EXPECT_NO_THROW(loop.run(training));
}

TEST(TrainingLoop, GivenBatchNormalisationOfOursWhenTrainedOnMoreThreadsThenBitsAreTheSame) {
  const auto trained = [](std::int64_t threads) {
    torch::manual_seed(4);
    ThreadPool pool(threads);
    Recorder recorder;
    auto training = support::small_training(pool, recorder);
    training.train =
        training.validation = {torch::randn({30, 1, 8, 8}), torch::arange(30, torch::kInt64).remainder(3)};
    training.options.shards = 3;
    training.options.epochs = 2;
    models::ResNetOptions options;
    options.blocks = 1;
    options.width = 4;
    auto network = models::resnet(options, {1, 8, 8, 3})(std::make_shared<DeterministicLayers>());
    TrainingLoop loop(network, GaussianPrior().ptr(), support::three_classes(), 0);
    loop.run(training);
    return module_state(*network);
  };

  const auto one = trained(1), three = trained(3);

  for (const auto& [name, tensor] : one) EXPECT_TRUE(tensor.equal(three.at(name))) << name;
  EXPECT_GT(one.at("norm1.num_batches_tracked").item<std::int64_t>(), 0);
}

TEST(TrainingLoop, GivenBatchNormalisationWhenWeightsAreAveragedThenItRefusesAndNamesTheBuffer) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.shards = 1;
  training.options.ema_decay = 0.9;
  TrainingLoop loop(std::make_shared<Normalised>(), GaussianPrior().ptr(), support::three_classes(), 0);

  const auto error = bnn::error_of([&] { loop.run(training); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kUsage);
  EXPECT_NE(error->problem.find("norm.running_mean"), std::string::npos) << error->problem;
}

// State of a training that was stopped after its second step.
State stopped_after_two_steps() {
  ThreadPool pool(1);
  support::Recorder recorder(/*stop_after=*/2);
  const auto method = map({}, support::small_problem());
  method->fit(support::small_training(pool, recorder));
  return support::copy_of(method->training_state());
}

TEST(TrainingLoop, GivenADamagedCheckpointWhenResumedThenErrorIsThrown) {
  ThreadPool pool(1);
  const State whole = stopped_after_two_steps();
  for (const auto& [name, tensor] : whole) {
    if (name.rfind("progress.", 0) != 0) continue;
    for (const bool is_there : {false, true}) {
      State damaged = whole;
      damaged.erase(name);
      if (is_there) damaged[name] = torch::zeros({3}, torch::kFloat64);
      support::Recorder recorder;
      const auto method = map({}, support::small_problem());
      method->restore_training(damaged);

      EXPECT_THROW(method->fit(support::small_training(pool, recorder)), Error) << name;
    }
  }
}

TEST(TrainingLoop, GivenACheckpointWithProgressInOneTensorWhenResumedThenItGoesOnAsBefore) {
  ThreadPool pool(1);
  State state = stopped_after_two_steps();
  std::vector<double> numbers;
  for (const char* name : {"step", "best_validation_nll", "nll", "correct", "examples", "complexity_factor",
                           "epochs_since_best", "cross_entropy"}) {
    const auto found = state.find(std::string("progress.") + name);
    ASSERT_NE(found, state.end()) << name;
    numbers.push_back(found->second.item<double>());
    state.erase(found);
  }
  state["progress"] = torch::tensor(numbers, torch::kFloat64);
  support::Recorder second_part, whole;
  const auto resumed = map({}, support::small_problem()), uninterrupted = map({}, support::small_problem());

  resumed->restore_training(state);
  resumed->fit(support::small_training(pool, second_part));
  uninterrupted->fit(support::small_training(pool, whole));

  EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save()));
}

TEST(NetworkMethod, GivenAPrunedNetworkWhenTrainedThenErrorIsThrown) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto method = map({}, support::small_problem());
  std::vector<torch::Tensor> masks;
  for (const auto& moments : method->weight_moments())
    masks.push_back(torch::zeros(moments.mean.sizes(), torch::kBool));

  const auto pruned = method->pruned({masks});

  EXPECT_THROW(pruned->fit(support::small_training(pool, recorder)), Error);
  EXPECT_THROW(pruned->training_state(), Error);
}

}  // namespace
}  // namespace bayes
