// LSTM and GRU, variational and dropped, against LibTorch's layers with the weights of the draw put in.
#include "bayes/layers/operators/recurrence.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/rnn.h>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/layers/dropout/dropout_recurrence.h"
#include "bayes/layers/dropout/monte_carlo_dropout.h"
#include "bayes/layers/variational/variational_recurrence.h"
#include "bayes/posteriors/radial.h"
#include "bayes/posteriors/random_weights.h"

namespace bayes {
namespace {

using torch::nn::GRUOptions;
using torch::nn::LSTMOptions;

const Draw::Key kKey{11, Stream::kTraining, 2, 0};

template <class Options>
Options two_layers_both_ways() {
  return Options(3, 4).batch_first(true).num_layers(2).bidirectional(true);
}

// LibTorch's layer with these weights.
template <class Plain, class Options>
Plain plain_with(const Options& options, const std::vector<torch::Tensor>& weights) {
  const torch::NoGradGuard no_grad;
  Plain plain(options);
  auto parameters = plain->parameters();
  EXPECT_EQ(parameters.size(), weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) parameters[i].copy_(weights[i]);
  return plain;
}

std::vector<torch::Tensor> tensors_of(const std::tuple<torch::Tensor, torch::Tensor>& output) {
  return {std::get<0>(output), std::get<1>(output)};
}
std::vector<torch::Tensor> tensors_of(
    const std::tuple<torch::Tensor, std::tuple<torch::Tensor, torch::Tensor>>& output) {
  return {std::get<0>(output), std::get<0>(std::get<1>(output)), std::get<1>(std::get<1>(output))};
}
template <class Output>
void expect_close(const Output& a, const Output& b, double tolerance = 1e-6) {
  const auto one = tensors_of(a), other = tensors_of(b);
  for (std::size_t i = 0; i < one.size(); ++i) {
    ASSERT_EQ(one[i].sizes(), other[i].sizes());
    EXPECT_LT((one[i] - other[i]).abs().max().template item<double>(), tolerance) << i;
  }
}

torch::Tensor state_for(const GRUOptions&, std::int64_t examples) { return torch::randn({4, examples, 4}); }
std::tuple<torch::Tensor, torch::Tensor> state_for(const LSTMOptions&, std::int64_t examples) {
  return {torch::randn({4, examples, 4}), torch::randn({4, examples, 4})};
}

template <class Layers>
class Recurrences : public testing::Test {};

struct Lstms {
  using Options = LSTMOptions;
  using Plain = torch::nn::LSTM;
  using Variational = VariationalLSTM;
  using Dropout = DropoutLSTM;
};
struct Grus {
  using Options = GRUOptions;
  using Plain = torch::nn::GRU;
  using Variational = VariationalGRU;
  using Dropout = DropoutGRU;
};
using Both = testing::Types<Lstms, Grus>;
TYPED_TEST_SUITE(Recurrences, Both);

TYPED_TEST(Recurrences, GivenNamesAndSizesWhenListedThenTheyAreLibTorchs) {
  for (const bool bias : {true, false}) {
    const auto options = two_layers_both_ways<typename TypeParam::Options>().bias(bias);

    const auto weights = recurrent_weights(options);

    const auto expected = typename TypeParam::Plain(options)->named_parameters();
    ASSERT_EQ(weights.size(), expected.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      EXPECT_EQ(weights[i].name, expected[i].key());
      EXPECT_EQ(weights[i].sizes, expected[i].value().sizes().vec());
    }
  }
}

TYPED_TEST(Recurrences, GivenAlmostNoSigmaWhenDrawnThenOutputsAndStatesAreThoseOfLibTorchsLayerWithTheMeans) {
  torch::manual_seed(1);
  const auto options = two_layers_both_ways<typename TypeParam::Options>();
  typename TypeParam::Variational layer(options, VariationalOptions{1e-8});
  std::vector<torch::Tensor> means;
  for (const auto& weight : layer->weights) means.push_back(weight->mu);
  auto plain = plain_with<typename TypeParam::Plain>(options, means);
  const auto input = torch::randn({5, 6, 3});
  const auto state = state_for(options, 5);

  expect_close(layer->forward(input), plain->forward(input));
  expect_close(layer->forward(input, state), plain->forward(input, state));
}

TYPED_TEST(Recurrences, GivenADrawWhenRepeatedThenItIsTheSameAndOfOneSetOfWeights) {
  torch::manual_seed(2);
  const auto options = two_layers_both_ways<typename TypeParam::Options>();
  typename TypeParam::Variational layer(options, VariationalOptions{0.3});
  const auto input = torch::randn({5, 6, 3});
  const auto run = [&](const Draw::Key& key) {
    const Draw draw(key);
    return layer->forward(input);
  };
  std::vector<torch::Tensor> drawn;
  {
    const Draw draw(kKey);
    for (const auto& weight : layer->weights) drawn.push_back(weight->draw());
  }

  const auto output = run(kKey);

  expect_close(output, run(kKey), 1e-30);
  // The whole sequence saw one draw: LibTorch's layer with these weights does the same.
  expect_close(output, plain_with<typename TypeParam::Plain>(options, drawn)->forward(input));
  const torch::Tensor change = std::get<0>(output) - std::get<0>(run({12, Stream::kTraining, 2, 0}));
  EXPECT_GT(change.abs().max().item<double>(), 0.01);
}

TYPED_TEST(Recurrences, GivenADrawWhenItsKlIsCollectedThenItIsTheSumOfThePosteriors) {
  typename TypeParam::Variational layer(two_layers_both_ways<typename TypeParam::Options>());
  double expected = 0.0;
  for (const auto& weight : layer->weights) expected += weight->kl().template item<double>();
  const Draw draw(kKey);

  layer->forward(torch::randn({5, 6, 3}));

  EXPECT_NEAR(draw.kl().item<double>(), expected, 1e-5 * expected);
}

TYPED_TEST(Recurrences, GivenEstimatorsOfOutputsWhenALayerIsMadeThenTheyAreRefusedWithTheReason) {
  const auto options = typename TypeParam::Options(3, 4).batch_first(true);
  for (const auto estimator : {Estimator::kLocalReparameterisation, Estimator::kFlipout}) {
    try {
      typename TypeParam::Variational layer(options, VariationalOptions{0.05, estimator});
      FAIL() << "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_NE(error.problem.find("one draw of the weights"), std::string::npos) << error.problem;
      EXPECT_NE(error.problem.find(estimator_name(estimator)), std::string::npos) << error.problem;
    }
  }
}

TYPED_TEST(Recurrences, GivenOptionsThatAreNotServedWhenALayerIsMadeThenErrorIsThrown) {
  using Options = typename TypeParam::Options;
  for (const auto& options : {Options(3, 4), Options(3, 4).batch_first(true).num_layers(2).dropout(0.2)}) {
    EXPECT_THROW(typename TypeParam::Variational{options}, Error);
    EXPECT_THROW(typename TypeParam::Dropout{options}, Error);
  }
}

// The masks of an example, in the order in which the layer asks for them.
std::vector<torch::Tensor> masks_of(std::int64_t examples, const std::vector<std::int64_t>& features,
                                    const DropoutOptions& dropout) {
  const Draw draw(kKey);
  std::vector<torch::Tensor> masks;
  for (const auto count : features) {
    masks.push_back(dropout_factors({examples, count}, dropout, torch::kFloat32));
    EXPECT_LT(masks.back().min().item<double>(), 0.5);  // some are dropped
  }
  return masks;
}

// A mask that stays the same over all steps is a matrix with some of its columns set to 0: each example by
// itself has to be what LibTorch's layer makes of it with such weights.
TYPED_TEST(Recurrences, GivenMasksWhenDroppedThenEachExampleSeesOneSetOfThinnedWeightsAtEveryStep) {
  torch::manual_seed(3);
  const auto options = two_layers_both_ways<typename TypeParam::Options>();
  const DropoutOptions dropout{0.5};
  for (const auto sees : {LayerInput::kFeatures, LayerInput::kData}) {
    typename TypeParam::Dropout layer(options, dropout, sees);
    const auto input = torch::randn({5, 6, 3});
    const bool drops_input = sees == LayerInput::kFeatures;
    auto masks = masks_of(
        5,
        drops_input ? std::vector<std::int64_t>{3, 4, 4, 8, 4, 4} : std::vector<std::int64_t>{4, 4, 8, 4, 4},
        dropout);
    if (!drops_input) masks.insert(masks.begin(), torch::ones({5, 3}));
    const auto state = state_for(options, 5);
    const Draw draw(kKey);

    const auto output = layer->forward(input, state);

    for (std::int64_t n = 0; n < 5; ++n) {
      const auto example = [&](const torch::Tensor& tensor, std::int64_t dim) {
        return tensor.narrow(dim, n, 1);
      };
      // Weights come as (ih, hh, two biases) per direction, masks as (input, state, state) per layer.
      auto thinned = layer->weights;
      for (std::size_t i = 0; i < thinned.size(); i += 4) {
        const std::size_t of_layer = i / 8 * 3, direction = i / 4 % 2;
        thinned[i] = thinned[i] * masks[of_layer][n];
        thinned[i + 1] = thinned[i + 1] * masks[of_layer + 1 + direction][n];
      }
      // LibTorch's GRU lets the state pass by its own update gate, which has no weight to thin.
      auto plain = plain_with<typename TypeParam::Plain>(options, thinned);
      const auto whole = tensors_of(output);
      std::vector<torch::Tensor> expected;
      if constexpr (std::is_same_v<TypeParam, Lstms>) {
        expected =
            tensors_of(plain->forward(example(input, 0), std::make_tuple(example(std::get<0>(state), 1),
                                                                         example(std::get<1>(state), 1))));
      } else {
        expected = tensors_of(plain->forward(example(input, 0), example(state, 1)));
      }
      for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_LT((example(whole[i], i == 0 ? 0 : 1) - expected[i]).abs().max().template item<double>(), 1e-5)
            << i << " of example " << n;
      }
    }
  }
}

TYPED_TEST(Recurrences, GivenARateOfZeroWhenRunThenItIsLibTorchsLayer) {
  const auto options = two_layers_both_ways<typename TypeParam::Options>();
  typename TypeParam::Dropout layer(options, DropoutOptions{0.0});
  auto plain = plain_with<typename TypeParam::Plain>(options, layer->weights);
  const auto input = torch::randn({5, 6, 3});
  const auto state = state_for(options, 5);

  expect_close(layer->forward(input, state), plain->forward(input, state));
}

TYPED_TEST(Recurrences, GivenMomentsWhenAskedForThenBiasesAndWhatSeesTheDataHaveNoSpread) {
  typename TypeParam::Dropout layer(two_layers_both_ways<typename TypeParam::Options>(), DropoutOptions{0.2},
                                    LayerInput::kData);

  for (const auto& moments : layer->moments()) {
    const bool spread = moments.name.rfind("weight_hh", 0) == 0 || moments.name.rfind("weight_ih_l1", 0) == 0;
    // by hand: |w| sqrt(0.2 / 0.8)
    EXPECT_TRUE(torch::allclose(moments.sd, moments.mean.abs() * (spread ? 0.5 : 0.0))) << moments.name;
  }
}

TEST(VariationalRecurrence, GivenAPosteriorOfAnotherFormWhenMadeThenItIsRefused) {
  VariationalOptions options;
  options.posterior = radial_posterior();

  EXPECT_THROW(VariationalLSTM(torch::nn::LSTMOptions(2, 3).batch_first(true), options), Error);
}

}  // namespace
}  // namespace bayes
