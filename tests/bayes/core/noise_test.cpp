#include "bayes/core/noise.h"

#include <gtest/gtest.h>

#include <optional>

#include "bayes/core/draw.h"

namespace bayes {
namespace {

struct AllKinds {
  torch::Tensor weight = weight_normal(nullptr, {500}, torch::kFloat32);
  torch::Tensor kept = weight_bernoulli(nullptr, {500}, 0.25, torch::kFloat32);
  torch::Tensor normal = example_normal({5, 100}, torch::kFloat32);
  torch::Tensor bernoulli = example_bernoulli({5, 100}, 0.25, torch::kFloat32);
  torch::Tensor sign = example_sign({5, 100}, torch::kFloat32);
};

bool same(const AllKinds& a, const AllKinds& b) {
  return torch::equal(a.weight, b.weight) && torch::equal(a.kept, b.kept) &&
         torch::equal(a.normal, b.normal) && torch::equal(a.bernoulli, b.bernoulli) &&
         torch::equal(a.sign, b.sign);
}

TEST(Noise, GivenNoScopeWhenManualSeedIsSetAgainThenTheNoiseRepeatsAndElseItGoesOn) {
  torch::manual_seed(5);
  const AllKinds first;
  const AllKinds later;

  torch::manual_seed(5);
  const AllKinds repeated;

  EXPECT_TRUE(same(first, repeated));
  EXPECT_FALSE(torch::equal(first.weight, later.weight));
  EXPECT_FALSE(torch::equal(first.normal, later.normal));
  EXPECT_FALSE(torch::equal(first.bernoulli, later.bernoulli));
  EXPECT_FALSE(torch::equal(first.sign, later.sign));
}

TEST(Noise, GivenNoScopeWhenDrawnThenItIsLibTorchsOwnStream) {
  torch::manual_seed(5);
  const auto noise = weight_normal(nullptr, {500}, torch::kFloat32);

  torch::manual_seed(5);
  EXPECT_TRUE(torch::equal(noise, torch::randn({500})));
}

AllKinds drawn_in_scope() {
  Draw draw({1, Stream::kTraining, 0, 0});
  return AllKinds();
}

TEST(Noise, GivenAScopeWhenDrawnThenLibTorchsGeneratorNeitherMattersNorMoves) {
  torch::manual_seed(5);
  const auto untouched = torch::randn({10});

  torch::manual_seed(6);
  const auto first = drawn_in_scope();
  torch::manual_seed(5);
  const auto second = drawn_in_scope();

  EXPECT_TRUE(same(first, second));
  EXPECT_TRUE(torch::equal(torch::randn({10}), untouched));
}

TEST(Noise, GivenEitherSourceWhenDrawnThenValuesAreOfTheKindThatTheirNameSays) {
  for (const bool scoped : {false, true}) {
    torch::manual_seed(5);
    std::optional<Draw> draw;
    if (scoped) draw.emplace(Draw::Key{1, Stream::kTraining, 0, 0});

    const auto kept = example_bernoulli({100, 100}, 0.25, torch::kFloat32);
    const auto weights = weight_bernoulli(nullptr, {100, 100}, 0.25, torch::kFloat32);
    const auto signs = example_sign({100, 100}, torch::kFloat32);
    const auto normal = example_normal({100, 100}, torch::kFloat32);

    // Five standard errors over 10,000 values: sqrt(0.25 * 0.75) / 100 * 5, 1 / 100 * 5, sqrt(2) / 100 * 5.
    EXPECT_NEAR(kept.mean().item<double>(), 0.25, 0.0217) << scoped;
    EXPECT_TRUE(torch::equal(kept, kept.square())) << scoped;
    EXPECT_NEAR(weights.mean().item<double>(), 0.25, 0.0217) << scoped;
    EXPECT_TRUE(torch::equal(weights, weights.square())) << scoped;
    EXPECT_NEAR(signs.mean().item<double>(), 0.0, 0.05) << scoped;
    EXPECT_TRUE(torch::equal(signs.abs(), torch::ones_like(signs))) << scoped;
    EXPECT_NEAR(normal.mean().item<double>(), 0.0, 0.05) << scoped;
    EXPECT_NEAR(normal.square().mean().item<double>(), 1.0, 0.0708) << scoped;
  }
}

}  // namespace
}  // namespace bayes
