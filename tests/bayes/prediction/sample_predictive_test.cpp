#include "bayes/prediction/sample_predictive.h"

#include <gtest/gtest.h>

#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

const Draw::Key kKey{3, Stream::kPrediction, 0, 0};

// Logits that are nothing but the noise of each example: what a layer would draw.
torch::Tensor noise_as_logits(const torch::Tensor& images, const Draw::Key& key,
                              const torch::Tensor& examples) {
  Draw draw(key, examples, Draw::Kl::kSkip);
  return draw.example_normal({images.size(0), 3}, torch::kFloat32);
}

torch::Tensor noise_in(std::int64_t chunk, int threads, const Draw::Key& key = kKey) {
  ThreadPool pool(threads);
  return sample_predictive(noise_as_logits, keyed_by_place(torch::zeros({20, 1, 2, 2})), /*draws=*/4, key,
                           pool, chunk)
      .log_probabilities();
}

TEST(SamplePredictive, GivenAnyChunkAndThreadsWhenSampledThenTheNoiseIsTheSameToTheBit) {
  const auto whole = noise_in(/*chunk=*/20, /*threads=*/1);

  for (const std::int64_t chunk : {1, 7, 19, 500}) {
    for (const int threads : {1, 2, 3}) {
      EXPECT_TRUE(whole.equal(noise_in(chunk, threads))) << chunk << " a chunk, " << threads << " threads";
    }
  }
}

TEST(SamplePredictive, GivenKeysByContentWhenImagesAreMovedAndRepeatedThenEachKeepsItsNoise) {
  ThreadPool pool(2);
  torch::manual_seed(0);
  const auto images = torch::randn({20, 1, 2, 2});
  const auto order = torch::tensor({7, 0, 19, 7, 3, 3, 12}, torch::kInt64);
  const auto sample = [&](const torch::Tensor& some, std::int64_t chunk) {
    return sample_predictive(noise_as_logits, keyed_by_content(some), /*draws=*/4, kKey, pool, chunk)
        .log_probabilities();
  };

  const auto moved = sample(images.index_select(0, order), /*chunk=*/3);

  EXPECT_TRUE(moved.equal(sample(images, /*chunk=*/20).index_select(1, order)));
}

TEST(SamplePredictive, GivenSeveralDrawsWhenSampledThenNoTwoDrawsOrExamplesAreAlike) {
  const auto draws = noise_in(/*chunk=*/7, /*threads=*/2);

  ASSERT_EQ(draws.sizes(), (std::vector<std::int64_t>{4, 20, 3}));
  const auto flat = draws.reshape({80, 3});
  const auto distances = torch::cdist(flat, flat) + torch::eye(80);
  EXPECT_GT(distances.min().item<double>(), 1e-4);
}

TEST(SamplePredictive, GivenAnotherSeedOrStreamWhenSampledThenTheDrawsDiffer) {
  const auto draws = noise_in(20, 1);

  EXPECT_FALSE(draws.equal(noise_in(20, 1, {4, Stream::kPrediction, 0, 0})));
  EXPECT_FALSE(draws.equal(noise_in(20, 1, {3, Stream::kValidation, 0, 0})));
  EXPECT_FALSE(draws.equal(noise_in(20, 1, {3, Stream::kPrediction, 1, 0})));
}

TEST(SamplePredictive, GivenLogitsWhenSampledThenEachImageIsInItsPlaceAsLogSoftmax) {
  ThreadPool pool(2);
  const auto images = torch::randn({11, 3}, torch::kFloat64);
  const auto scaled = [](const torch::Tensor& some, const Draw::Key& key, const torch::Tensor&) {
    return some * (1.0 + key.sample);
  };

  const auto predictive =
      sample_predictive(scaled, keyed_by_place(images), /*draws=*/2, kKey, pool, /*chunk=*/4);

  const auto expected = torch::stack({images.log_softmax(1), (2 * images).log_softmax(1)});
  EXPECT_TRUE(torch::allclose(predictive.log_probabilities(), expected, 1e-12, 1e-12));
}

TEST(SamplePredictive, GivenAResultWhenUsedInAutogradThenItIsAnOrdinaryTensor) {
  const auto draws = noise_in(20, 1);
  const auto temperature = torch::ones({}, torch::requires_grad());

  (draws * temperature).sum().backward();

  EXPECT_FALSE(draws.is_inference());
  EXPECT_TRUE(temperature.grad().defined());
}

// Of a network that gives maps [N, 2, 4, 4], not logits: its outputs are as it gives them.
TEST(SampleOutputs, GivenOutputsOfAnyShapeWhenSampledThenTheyAreThoseOfTheNetworkDrawByDraw) {
  ThreadPool pool(2);
  const auto images = torch::randn({5, 1, 4, 4});
  const auto network = [](const torch::Tensor& some, const Draw::Key& key, const torch::Tensor&) {
    return torch::cat({some, some * static_cast<double>(key.sample + 1)}, 1);
  };

  const auto outputs = sample_outputs(network, keyed_by_place(images), /*draws=*/3, kKey, pool, /*chunk=*/2);

  ASSERT_EQ(outputs.sizes(), (std::vector<std::int64_t>{3, 5, 2, 4, 4}));
  for (std::int64_t draw = 0; draw < 3; ++draw) {
    EXPECT_TRUE(torch::equal(outputs[draw].select(1, 0), images.select(1, 0)));
    EXPECT_TRUE(
        torch::equal(outputs[draw].select(1, 1), images.select(1, 0) * static_cast<double>(draw + 1)));
  }
}

TEST(SamplePredictive, GivenNothingToSampleWhenAskedThenItRefuses) {
  ThreadPool pool(1);
  const auto images = torch::zeros({2, 1, 2, 2});
  const auto ask = [&](const torch::Tensor& some, std::int64_t draws, std::int64_t chunk) {
    sample_predictive(noise_as_logits, keyed_by_place(some), draws, kKey, pool, chunk);
  };

  EXPECT_THROW(ask(images, 0, 1), Error);
  EXPECT_THROW(ask(images, 1, 0), Error);
  EXPECT_THROW(ask(torch::zeros({0, 1, 2, 2}), 1, 1), Error);
  EXPECT_THROW(ask(torch::zeros({}), 1, 1), Error);
  const KeyedImages without_keys{images, {}}, with_too_many{images, torch::arange(3)};
  EXPECT_THROW(sample_predictive(noise_as_logits, without_keys, 1, kKey, pool), Error);
  EXPECT_THROW(sample_predictive(noise_as_logits, with_too_many, 1, kKey, pool), Error);
}

}  // namespace
}  // namespace bayes
