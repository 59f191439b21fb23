// What every layer has to do: each case of layer_cases.h passes every test here.
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/serialize.h>

#include <cmath>
#include <sstream>
#include <thread>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/state.h"
#include "bayes/posteriors/random_weights.h"
#include "tests/conformance/layer_cases.h"

namespace bayes {
namespace {

const Draw::Key kKey{21, Stream::kTraining, 4, 1};

struct Drawn {
  torch::Tensor output;
  double kl = 0.0;
};

Drawn drawn(torch::nn::AnyModule layer, const torch::Tensor& input, const Draw::Key& key = kKey) {
  const Draw draw(key);
  const auto output = layer.forward(input);
  return {output, draw.kl().item<double>()};
}

void expect_equal(const Drawn& a, const Drawn& b) {
  EXPECT_TRUE(torch::equal(a.output, b.output));
  EXPECT_EQ(a.kl, b.kl);
}

void expect_equal(const State& a, const State& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << name;
}

// Other values for all parameters and buffers that are still good ones: shares below 1, sigmas above 0.
void change(torch::nn::Module& module) {
  torch::NoGradGuard no_grad;
  for (auto& parameter : module.parameters()) parameter.add_(0.1);
  for (auto& buffer : module.buffers()) buffer.mul_(0.8).add_(0.01);
}

class Layers : public testing::TestWithParam<LayerCase> {
 protected:
  Layers() {
    torch::manual_seed(1);
    layer_ = GetParam().make();
    const auto words = GetParam().words;
    input_ =
        words > 0 ? torch::randint(words, GetParam().input, torch::kInt64) : torch::randn(GetParam().input);
  }

  torch::Tensor precise_input() const { return GetParam().words > 0 ? input_ : input_.to(torch::kFloat64); }
  bool has_prior() const { return !layer_.ptr()->buffers().empty(); }

  torch::nn::AnyModule layer_;
  torch::Tensor input_;
};

TEST_P(Layers, GivenACloneWhenBothDrawThenTheyAgreeAndWhenOneChangesTheOtherStays) {
  change(*layer_.ptr());  // away from what reset() gives
  const auto before = module_state(*layer_.ptr());
  const auto expected = drawn(layer_, input_);

  auto clone = layer_.clone();
  expect_equal(drawn(clone, input_), expected);
  change(*clone.ptr());
  const auto changed = drawn(clone, input_);

  expect_equal(module_state(*layer_.ptr()), before);
  expect_equal(drawn(layer_, input_), expected);
  EXPECT_FALSE(torch::equal(changed.output, expected.output));
  EXPECT_NE(changed.kl == expected.kl, has_prior());
}

TEST_P(Layers, GivenACloneWhenItsPriorChangesThenOnlyItsOwnKlDoes) {
  if (!has_prior()) GTEST_SKIP() << "has no prior";
  const auto expected = drawn(layer_, input_);

  auto clone = layer_.clone();
  for (auto& buffer : clone.ptr()->buffers()) buffer.mul_(0.8);

  EXPECT_NE(drawn(clone, input_).kl, expected.kl);
  expect_equal(drawn(layer_, input_), expected);
}

TEST_P(Layers, GivenItsStateWhenLoadedIntoAFreshOneThenItDrawsTheSamePriorIncluded) {
  change(*layer_.ptr());
  auto fresh = GetParam().make();
  ASSERT_FALSE(torch::equal(drawn(fresh, input_).output, drawn(layer_, input_).output));

  load_module_state(*fresh.ptr(), module_state(*layer_.ptr()));

  expect_equal(drawn(fresh, input_), drawn(layer_, input_));
}

TEST_P(Layers, GivenLibTorchsArchiveWhenLoadedIntoAFreshOneThenItDrawsTheSamePriorIncluded) {
  change(*layer_.ptr());
  auto fresh = GetParam().make().ptr();
  std::stringstream stream;

  torch::save(layer_.ptr(), stream);
  torch::load(fresh, stream);

  expect_equal(module_state(*fresh), module_state(*layer_.ptr()));
}

TEST_P(Layers, GivenDoublePrecisionWhenMovedThenItDrawsTheSameToRounding) {
  const auto single = drawn(layer_, input_);

  layer_.ptr()->to(torch::kFloat64);
  const auto twice = drawn(layer_, precise_input());

  EXPECT_EQ(twice.output.scalar_type(), torch::kFloat64);
  EXPECT_TRUE(torch::allclose(twice.output.to(torch::kFloat32), single.output, 1e-4, 1e-5));
  EXPECT_NEAR(twice.kl, single.kl, 1e-4 * std::abs(single.kl));
}

TEST_P(Layers, GivenItselfWhenPrintedThenTheTextNamesItsOptions) {
  std::ostringstream stream;

  layer_.ptr()->pretty_print(stream);

  EXPECT_EQ(stream.str(), GetParam().printed);
}

TEST_P(Layers, GivenASequentialWhenItAndItsCloneDrawThenTheyAgreeWithTheLayer) {
  torch::nn::Sequential sequential;
  sequential->push_back(layer_);
  change(*layer_.ptr());
  const auto expected = drawn(layer_, input_);

  const auto clone = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(sequential->clone());

  for (auto network : {sequential, torch::nn::Sequential(clone)}) {
    const Draw draw(kKey);
    EXPECT_TRUE(torch::equal(network->forward(input_), expected.output));
    EXPECT_EQ(draw.kl().item<double>(), expected.kl);
  }
}

TEST_P(Layers, GivenTwoThreadsWhenTheyDrawAtOnceThenEachGetsItsOwnBits) {
  const Draw::Key other{21, Stream::kTraining, 4, 2};
  const auto expected = drawn(layer_, input_);
  const auto expected_other = drawn(layer_, input_, other);
  ASSERT_FALSE(torch::equal(expected.output, expected_other.output));
  std::vector<Drawn> mine(20);
  std::vector<Drawn> same(20);
  std::vector<Drawn> theirs(20);
  const auto fill = [&](std::vector<Drawn>& results, const Draw::Key& key) {
    for (auto& result : results) result = drawn(layer_, input_, key);
  };

  std::thread first(fill, std::ref(same), kKey);
  std::thread second(fill, std::ref(theirs), other);
  fill(mine, kKey);
  first.join();
  second.join();

  for (std::size_t i = 0; i < mine.size(); ++i) {
    expect_equal(mine[i], expected);
    expect_equal(same[i], expected);
    expect_equal(theirs[i], expected_other);
  }
}

TEST_P(Layers, GivenExamplesInPartsOrReversedWhenDrawnThenEachGetsItsOwnNoise) {
  const auto examples =
      torch::tensor(std::vector<std::int64_t>{7, 3, 100, 4'000'000'000, 0}).slice(0, 0, input_.size(0));
  const auto outputs = [&](const torch::Tensor& rows) {
    const Draw draw(kKey, examples.index_select(0, rows));
    return layer_.forward(input_.index_select(0, rows));
  };
  const auto all = torch::arange(input_.size(0));
  const auto whole = outputs(all);

  // To rounding: other batch sizes may take other paths through BLAS.
  const auto close = [](const auto& a, const auto& b) { return torch::allclose(a, b, 1e-5, 1e-6); };
  for (std::int64_t i = 0; i < input_.size(0); ++i) {
    EXPECT_TRUE(close(outputs(all.slice(0, i, i + 1)), whole.slice(0, i, i + 1))) << i;
  }
  EXPECT_TRUE(close(outputs(all.slice(0, 1, 4)), whole.slice(0, 1, 4)));
  EXPECT_TRUE(close(outputs(all.flip({0})), whole.flip({0})));
}

TEST_P(Layers, GivenTrainAndEvalWhenDrawnThenBothAreRandomAndAlike) {
  layer_.ptr()->train();
  const auto training = drawn(layer_, input_);

  layer_.ptr()->eval();

  expect_equal(drawn(layer_, input_), training);
  EXPECT_FALSE(torch::equal(drawn(layer_, input_, {22, Stream::kTraining, 4, 1}).output, training.output));
}

TEST_P(Layers, GivenNoScopeWhenDrawnThenLibTorchsGeneratorIsUsed) {
  torch::manual_seed(3);
  const auto first = layer_.forward(input_);
  const auto later = layer_.forward(input_);

  torch::manual_seed(3);

  EXPECT_TRUE(torch::equal(layer_.forward(input_), first));
  EXPECT_FALSE(torch::equal(later, first));
}

TEST_P(Layers, GivenAGuardWhenRunThenTheOutputIsThatOfLibTorchsLayerWithTheMeans) {
  auto plain = GetParam().make_plain();
  State means;
  for (const auto& moments : weight_moments(*layer_.ptr(), *GaussianPrior()))
    means[moments.name] = moments.mean;
  load_module_state(*plain.ptr(), means);
  const auto expected = plain.forward(input_);
  ASSERT_FALSE(torch::allclose(drawn(layer_, input_).output, expected));

  const Draw draw(kKey);
  {
    const PosteriorMeanGuard guard;
    EXPECT_TRUE(torch::allclose(layer_.forward(input_), expected, 1e-6, 1e-7));
    EXPECT_EQ(draw.kl().item<double>(), 0.0);
  }
  const DropoutOffGuard guard;
  EXPECT_EQ(torch::allclose(layer_.forward(input_), expected, 1e-6, 1e-7), GetParam().drops);
}

TEST_P(Layers, GivenItIsUsedTwiceInAScopeWhenKlIsCollectedThenItCountsOnce) {
  const Draw draw(kKey);

  layer_.forward(input_);
  const double once = draw.kl().item<double>();
  layer_.forward(input_);

  EXPECT_EQ(draw.kl().item<double>(), once);
  // The walk asks the posteriors again, in this scope for the same weights.
  EXPECT_NEAR(once, kl_divergence(*layer_.ptr()).item<double>(), 1e-4);
  EXPECT_EQ(once > 0.0, has_prior());
  const Draw skipping(kKey, /*first_example=*/0, Draw::Kl::kSkip);
  layer_.forward(input_);
  EXPECT_EQ(skipping.kl().item<double>(), 0.0);
}

TEST_P(Layers, GivenInputsOfAWrongShapeWhenRunThenErrorIsThrown) {
  if (GetParam().words > 0) GTEST_SKIP() << "takes any shape";
  // Fully connected layers take any number of dimensions
  // (tests/bayes/layers/operators/linear_places_test.cpp).
  if (input_.dim() > 2) {
    EXPECT_THROW(layer_.forward(input_[0]), Error);
    EXPECT_THROW(layer_.forward(input_.unsqueeze(0)), Error);
  }
  EXPECT_THROW(layer_.forward(torch::cat({input_, input_}, GetParam().features)), Error);
}

TEST_P(Layers, GivenAnEmptyBatchWhenRunThenTheOutputIsEmpty) {
  const auto whole = drawn(layer_, input_).output;

  const auto none = drawn(layer_, input_.slice(0, 0, 0)).output;

  EXPECT_EQ(none.size(0), 0);
  EXPECT_EQ(none.sizes().slice(1), whole.sizes().slice(1));
}

TEST_P(Layers, GivenAFixedDrawWhenDifferentiatedThenGradientsAreThoseOfCentralDifferences) {
  auto module = layer_.ptr();
  module->to(torch::kFloat64);
  const auto input = precise_input();
  const auto direction = torch::randn_like(drawn(layer_, input).output);
  const auto objective = [&] {
    const Draw draw(kKey);
    const auto output = layer_.forward(input);
    return (output * direction).sum() + draw.kl();
  };
  auto variables = module->parameters();
  if (GetParam().words == 0) variables.push_back(input.requires_grad_(true));

  objective().backward();

  torch::NoGradGuard no_grad;
  constexpr double kStep = 1e-5;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    double* value = variables[v].data_ptr<double>();
    const auto gradient = variables[v].grad().contiguous();
    for (std::int64_t i = 0; i < variables[v].numel(); ++i) {
      const double centre = value[i];
      value[i] = centre + kStep;
      const double above = objective().item<double>();
      value[i] = centre - kStep;
      const double below = objective().item<double>();
      value[i] = centre;

      // Truncation is of the order of step^2 times the third derivative, rounding of 1e-15 / step.
      const double expected = (above - below) / (2 * kStep);
      EXPECT_NEAR(gradient.data_ptr<double>()[i], expected, 1e-6 * (1 + std::abs(expected)))
          << "variable " << v << ", element " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Layers, testing::ValuesIn(layer_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace bayes
