#include "bayes/core/draw.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "bayes/core/error.h"

namespace bayes {
namespace {

constexpr std::int64_t kCount = 4096;
const Draw::Key kKey{7, Stream::kTraining, 3, 2};

torch::Tensor weight_noise(const Draw::Key& key) {
  Draw draw(key);
  return draw.weight_normal(nullptr, {kCount}, torch::kFloat32);
}

double correlation(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) * b.to(torch::kFloat64)).mean().item<double>();
}

// Five standard errors of the correlation of independent standard normal values.
const double kUncorrelated = 5.0 / std::sqrt(static_cast<double>(kCount));

TEST(Draw, GivenTheSameKeyWhenDrawnAgainThenTheNoiseIsTheSame) {
  const auto first = weight_noise(kKey);

  torch::manual_seed(99);
  torch::randn({10});

  EXPECT_TRUE(torch::equal(first, weight_noise(kKey)));
}

TEST(Draw, GivenEachPartOfTheKeyWhenChangedThenTheNoiseIsIndependent) {
  const std::vector<Draw::Key> others{
      {8, Stream::kTraining, 3, 2},   {7, Stream::kValidation, 3, 2},
      {7, Stream::kPrediction, 3, 2}, {7, Stream::kPrior, 3, 2},
      {7, Stream::kTraining, 4, 2},   {7, Stream::kTraining, 3, 3},
      {7, Stream::kTraining, 2, 3},   {std::uint64_t{7} << 32, Stream::kTraining, 3, 2}};
  const auto noise = weight_noise(kKey);

  for (std::size_t i = 0; i < others.size(); ++i) {
    EXPECT_LT(std::abs(correlation(noise, weight_noise(others[i]))), kUncorrelated) << "key " << i;
  }
}

TEST(Draw, GivenTwoLayersWhenTheyAskThenTheirNoiseIsIndependent) {
  Draw draw(kKey);

  const auto first = draw.weight_normal(nullptr, {kCount}, torch::kFloat32);
  const auto second = draw.weight_normal(nullptr, {kCount}, torch::kFloat32);
  const auto per_example = draw.example_normal({1, kCount}, torch::kFloat32)[0];

  EXPECT_LT(std::abs(correlation(first, second)), kUncorrelated);
  EXPECT_LT(std::abs(correlation(first, per_example)), kUncorrelated);
  EXPECT_LT(std::abs(correlation(second, per_example)), kUncorrelated);
}

TEST(Draw, GivenOneOwnerWhenItAsksTwiceThenItsWeightsAreTied) {
  const int owner = 0;
  const int other = 0;
  Draw draw(kKey);

  const auto first = draw.weight_normal(&owner, {kCount}, torch::kFloat32);
  const auto between = draw.weight_normal(&other, {kCount}, torch::kFloat32);
  const auto again = draw.weight_normal(&owner, {kCount}, torch::kFloat32);

  EXPECT_TRUE(torch::equal(first, again));
  EXPECT_LT(std::abs(correlation(first, between)), kUncorrelated);
}

TEST(Draw, GivenAnyElementAndExampleWhenDrawnThenNoiseIsStandardNormalAndIndependent) {
  Draw draw(kKey);

  const auto noise = draw.example_normal({8, kCount}, torch::kFloat64);

  for (std::int64_t a = 0; a < 8; ++a) {
    EXPECT_NEAR(noise[a].mean().item<double>(), 0.0, kUncorrelated) << a;
    // The variance of a squared standard normal value is 2.
    EXPECT_NEAR(noise[a].square().mean().item<double>(), 1.0, std::sqrt(2.0) * kUncorrelated) << a;
    EXPECT_LT(std::abs(correlation(noise[a].slice(0, 1), noise[a].slice(0, 0, -1))), kUncorrelated) << a;
    for (std::int64_t b = 0; b < a; ++b) {
      EXPECT_LT(std::abs(correlation(noise[a], noise[b])), kUncorrelated) << a << ", " << b;
    }
  }
}

TEST(Draw, GivenDoublePrecisionWhenDrawnThenTheNoiseIsThatOfSinglePrecision) {
  Draw draw(kKey);

  const auto noise = draw.weight_normal(nullptr, {kCount}, torch::kFloat64);

  EXPECT_EQ(noise.scalar_type(), torch::kFloat64);
  EXPECT_TRUE(torch::equal(noise.to(torch::kFloat32), weight_noise(kKey)));
}

TEST(Draw, GivenAnotherThreadWhenItDrawsThenItsScopeIsItsOwnAndTheNoiseTheSame) {
  Draw draw(kKey);
  torch::Tensor theirs;
  Draw* inherited = &draw;

  std::thread([&] {
    inherited = Draw::current();
    theirs = weight_noise(kKey);
  }).join();

  EXPECT_EQ(inherited, nullptr);
  EXPECT_EQ(Draw::current(), &draw);
  EXPECT_TRUE(torch::equal(theirs, draw.weight_normal(nullptr, {kCount}, torch::kFloat32)));
}

TEST(Draw, GivenNestedScopesWhenTheInnerEndsThenTheOuterGoesOnUndisturbed) {
  ASSERT_EQ(Draw::current(), nullptr);
  Draw alone(kKey);
  alone.weight_normal(nullptr, {kCount}, torch::kFloat32);
  const auto expected = alone.weight_normal(nullptr, {kCount}, torch::kFloat32);

  Draw outer(kKey);
  outer.weight_normal(nullptr, {kCount}, torch::kFloat32);
  {
    Draw inner({1, Stream::kPrior, 0, 0});
    EXPECT_EQ(Draw::current(), &inner);
    inner.weight_normal(nullptr, {kCount}, torch::kFloat32);
    inner.add_kl(&inner, torch::ones({}), /*weights=*/1);
  }

  EXPECT_EQ(Draw::current(), &outer);
  EXPECT_TRUE(torch::equal(expected, outer.weight_normal(nullptr, {kCount}, torch::kFloat32)));
  EXPECT_EQ(outer.kl().item<double>(), 0.0);
}

TEST(Draw, GivenSamplesUpToTwoToTheTwentyWhenOpenedThenOnlyTheLastIsRefused) {
  const std::uint32_t limit = 1u << 20;

  EXPECT_NO_THROW(Draw({0, Stream::kPrediction, 0, limit - 1}));
  EXPECT_THROW(Draw({0, Stream::kPrediction, 0, limit}), Error);
  EXPECT_THROW(Draw({0, Stream::kPrediction, 0, limit}, torch::arange(3)), Error);
  EXPECT_EQ(Draw::current(), nullptr);  // a scope that was refused leaves nothing behind
}

TEST(Draw, GivenMoreThanFourThousandRequestsWhenDrawnThenErrorIsThrownBeforeNoiseRepeats) {
  Draw draw(kKey);
  for (int i = 0; i < 4096; ++i) draw.weight_normal(nullptr, {1}, torch::kFloat32);

  EXPECT_THROW(draw.weight_normal(nullptr, {1}, torch::kFloat32), Error);
}

TEST(MixSeed, GivenSeedZeroWhenMixedThenItIsTheSplitMix64Stream) {
  // The first outputs of Vigna's splitmix64.c from state 0.
  EXPECT_EQ(mix_seed(0, 0), 0xE220A8397B1DCDAFull);
  EXPECT_EQ(mix_seed(0, 1), 0x6E789E6AA1B965F4ull);
  EXPECT_EQ(mix_seed(0, 2), 0x06C45D188009454Full);
}

}  // namespace
}  // namespace bayes
