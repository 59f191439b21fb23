#include "bayes/core/shared_prefix.h"

#include <gtest/gtest.h>

#include <vector>

namespace bayes {
namespace {

// Counts how often a layer is computed.
struct CountedLayer {
  int calls = 0;
  torch::Tensor operator()(const torch::Tensor& input) {
    return SharedPrefix::remember(this, input, [&] {
      ++calls;
      return input * 2.0;
    });
  }
};

TEST(SharedPrefix, GivenTheSameImagesWhenSeveralPassesRunThenLayersBeforeTheRandomOneRunOnce) {
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({3, 2});
  CountedLayer first, second, behind;
  const SharedPrefix prefix(images);

  for (int draw = 0; draw < 4; ++draw) {
    const auto features = second(first(images));
    const auto masked = features * static_cast<double>(draw);
    EXPECT_TRUE(behind(masked).equal(images * 8.0 * static_cast<double>(draw)));
  }

  EXPECT_EQ(first.calls, 1);
  EXPECT_EQ(second.calls, 1);
  EXPECT_EQ(behind.calls, 4);
}

TEST(SharedPrefix, GivenAnOutputThatIsChangedInPlaceWhenAskedAgainThenItIsComputedAnew) {
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({3, 2});
  CountedLayer layer;
  const SharedPrefix prefix(images);

  layer(images).add_(1.0);

  EXPECT_TRUE(layer(images).equal(images * 2.0));
  EXPECT_EQ(layer.calls, 2);
}

TEST(SharedPrefix, GivenAnotherKeyOrAnotherSecondInputWhenAskedThenItIsComputed) {
  const torch::NoGradGuard no_grad;
  const auto images = torch::randn({3, 2}), more = torch::randn({3, 2});
  const std::vector<torch::Tensor> known{images, more};
  const SharedPrefix prefix(known);
  const int layer = 0, another = 0;
  int calls = 0;
  const auto sum = [&](const SharedPrefix::Key& key, const torch::Tensor& a, const torch::Tensor& b) {
    const torch::Tensor terms[] = {a, b};
    return SharedPrefix::remember(key, terms, [&] {
      ++calls;
      return a + b;
    });
  };
  const std::vector<SharedPrefix::Key> keys{&layer,
                                            {&layer, 1},
                                            &another,
                                            Operation::kRectify,
                                            {Operation::kShortcut, 4},
                                            {Operation::kShortcut, 8}};

  for (int pass = 0; pass < 2; ++pass) {
    for (const auto& key : keys) {
      EXPECT_TRUE(sum(key, images, images).equal(images * 2.0));
      EXPECT_TRUE(sum(key, images, more).equal(images + more));
    }
  }
  EXPECT_EQ(calls, 12);

  const auto unknown = torch::ones({3, 2});
  sum(&layer, images, unknown);
  sum(&layer, images, unknown);

  EXPECT_EQ(calls, 14);
}

TEST(SharedPrefix, GivenGradientsOrNoScopeWhenAskedThenNothingIsRemembered) {
  const auto images = torch::randn({3, 2});
  CountedLayer layer;
  layer(images);
  layer(images);
  const SharedPrefix prefix(images);
  layer(images);
  layer(images);

  EXPECT_EQ(layer.calls, 4);
}

}  // namespace
}  // namespace bayes
