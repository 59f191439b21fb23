// Embeddings, variational and dropped: the closed forms of a row, and what a word has at two places.
#include "bayes/layers/operators/embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/noise.h"
#include "bayes/layers/dropout/dropout_embedding.h"
#include "bayes/layers/variational/variational_embedding.h"

namespace bayes {
namespace {

const torch::nn::EmbeddingOptions kTable(5, 3);
// Two examples; word 2 is twice in the first, and in the second too.
torch::Tensor two_sentences() { return torch::tensor({{2, 4, 2}, {0, 2, 1}}, torch::kInt64); }

Draw::Key sample(std::uint32_t number) { return {6, Stream::kPrediction, 0, number}; }

class VariationalEmbeddings : public testing::TestWithParam<Estimator> {};

TEST_P(VariationalEmbeddings, GivenRowsWhenDrawnOftenThenMeanAndVarianceAreThoseOfTheTable) {
  torch::manual_seed(2);
  VariationalEmbedding layer(kTable, VariationalOptions{0.3, GetParam()});
  layer->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  layer->weight->rho.uniform_(-2.0, 1.0);
  const auto words = two_sentences();
  constexpr int kSamples = 3000;
  std::vector<torch::Tensor> outputs;
  for (int s = 0; s < kSamples; ++s) {
    const Draw draw(sample(static_cast<std::uint32_t>(s)));
    outputs.push_back(layer->forward(words));
  }
  const auto drawn = torch::stack(outputs);

  // Each output is a weight, N(mu, sigma^2); tolerances of five Monte Carlo standard errors.
  const auto mean = torch::embedding(layer->weight->mu, words);
  const auto variance = torch::embedding(layer->weight->sd(), words).square();
  EXPECT_LT(((drawn.mean(0) - mean).abs() / (variance / kSamples).sqrt()).max().item<double>(), 5.0);
  EXPECT_LT(((drawn.var(0) - variance).abs() / (variance * std::sqrt(2.0 / kSamples))).max().item<double>(),
            5.0);

  // Word 2 at two places of example 0, and in example 1.
  const auto centred = drawn - mean;
  const auto correlation = [&](const torch::Tensor& a, const torch::Tensor& b) {
    return ((a * b).mean() / variance[0][0].mean()).item<double>();
  };
  const double within = correlation(centred.select(1, 0).select(1, 0), centred.select(1, 0).select(1, 2));
  const double across = correlation(centred.select(1, 0).select(1, 0), centred.select(1, 1).select(1, 1));
  // The products of 3 dimensions are averaged: 5 standard errors are below 5 sqrt(3 / 3000).
  EXPECT_NEAR(within, GetParam() == Estimator::kLocalReparameterisation ? 0.0 : 1.0, 0.16);
  EXPECT_NEAR(across, GetParam() == Estimator::kWeightSampling ? 1.0 : 0.0, 0.16);
}

INSTANTIATE_TEST_SUITE_P(All, VariationalEmbeddings,
                         testing::Values(Estimator::kWeightSampling, Estimator::kLocalReparameterisation,
                                         Estimator::kFlipout),
                         [](const auto& info) { return std::string(estimator_name(info.param)); });

TEST(VariationalEmbedding, GivenAPaddingWordWhenDrawnThenItsVectorIsZeroAndHasNoGradient) {
  VariationalEmbedding layer(torch::nn::EmbeddingOptions(kTable).padding_idx(2));
  EXPECT_EQ(layer->weight->mu[2].abs().max().item<double>(), 0.0);

  const auto output = layer->forward(two_sentences());
  output.sum().backward();

  EXPECT_EQ(output[0][0].abs().max().item<double>(), 0.0);
  EXPECT_GT(output[0][1].abs().min().item<double>(), 0.0);
  EXPECT_EQ(layer->weight->rho.grad()[2].abs().max().item<double>(), 0.0);
}

TEST(VariationalEmbedding, GivenOneWordAnExampleWhenRunThenEachHasAVector) {
  EXPECT_EQ(VariationalEmbedding(kTable)->forward(torch::tensor({1, 4}, torch::kInt64)).sizes(),
            torch::IntArrayRef({2, 3}));
}

TEST(DropoutEmbedding, GivenAWordThatIsDroppedWhenItComesAgainThenItIsDroppedInThatExampleAlone) {
  DropoutEmbedding layer(kTable, DropoutOptions{0.5});
  const auto words = two_sentences();
  int dropped = 0, alike = 0;
  constexpr int kSamples = 400;

  for (int s = 0; s < kSamples; ++s) {
    const Draw draw(sample(static_cast<std::uint32_t>(s)));
    const auto factors = layer->forward(words) / torch::embedding(layer->weight, words);
    // Whole words: 0, or 1 / (1 - rate).
    EXPECT_TRUE(factors.eq(0.0).logical_or((factors - 2.0).abs().lt(1e-5)).all().item<bool>());
    EXPECT_TRUE(torch::allclose(factors, factors.slice(2, 0, 1).expand_as(factors)));
    EXPECT_TRUE(torch::allclose(factors[0][0], factors[0][2]));
    const bool first = factors[0][0][0].item<float>() == 0.0f;
    dropped += first ? 1 : 0;
    alike += first == (factors[1][1][0].item<float>() == 0.0f) ? 1 : 0;
  }

  // Binomial with probability 1/2: five standard deviations are 5 * 10.
  EXPECT_NEAR(dropped, kSamples / 2, 50);
  EXPECT_NEAR(alike, kSamples / 2, 50);
}

TEST(Embedding, GivenWhatHasNoMeaningBesideAPriorWhenALayerIsMadeThenErrorIsThrown) {
  for (const auto& options :
       {torch::nn::EmbeddingOptions(kTable).max_norm(1.0), torch::nn::EmbeddingOptions(kTable).sparse(true),
        torch::nn::EmbeddingOptions(kTable).scale_grad_by_freq(true),
        torch::nn::EmbeddingOptions(kTable)._weight(torch::zeros({5, 3})),
        torch::nn::EmbeddingOptions(kTable).padding_idx(5)}) {
    EXPECT_THROW(VariationalEmbedding{options}, Error);
    EXPECT_THROW(DropoutEmbedding{options}, Error);
  }
}

TEST(Embedding, GivenWordsThatAreNotIndicesWhenRunThenErrorIsThrown) {
  for (const auto& wrong : {torch::zeros({2, 3}), torch::tensor(1, torch::kInt64)}) {
    EXPECT_THROW(VariationalEmbedding(kTable)->forward(wrong), Error);
    EXPECT_THROW(DropoutEmbedding(kTable)->forward(wrong), Error);
  }
}

}  // namespace
}  // namespace bayes
