// Noise of examples: a function of the example, not of its place in a batch.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bayes {
namespace {

const Draw::Key kKey{11, Stream::kPrediction, 0, 5};

struct Kind {
  std::string name;
  std::function<torch::Tensor(Draw&, torch::IntArrayRef)> draw;
};

class DrawOfExamples : public testing::TestWithParam<Kind> {
 protected:
  // [N, 2, 16] for these examples.
  torch::Tensor noise(const std::vector<std::int64_t>& examples) const {
    Draw draw(kKey, torch::tensor(examples, torch::kInt64));
    return GetParam().draw(draw, {static_cast<std::int64_t>(examples.size()), 2, 16});
  }
};

TEST_P(DrawOfExamples, GivenExamplesInAnotherOrderWhenDrawnThenRowsMoveWithThem) {
  const auto straight = noise({4, 0, 4'000'000'000, 17});

  const auto reversed = noise({17, 4'000'000'000, 0, 4});

  EXPECT_TRUE(torch::equal(straight.flip({0}), reversed));
}

TEST_P(DrawOfExamples, GivenPartsOfABatchWhenDrawnThenTheyAreRowsOfTheWhole) {
  const auto whole = noise({4, 0, 4'000'000'000, 17});

  EXPECT_TRUE(torch::equal(whole.slice(0, 2, 3), noise({4'000'000'000})));
  EXPECT_TRUE(torch::equal(whole.slice(0, 1, 4), noise({0, 4'000'000'000, 17})));
}

TEST_P(DrawOfExamples, GivenDifferentExamplesWhenDrawnThenTheirRowsDiffer) {
  const auto rows = noise({0, 1, 2, 2'147'483'648, 4'294'967'295});

  for (std::int64_t a = 0; a < rows.size(0); ++a) {
    for (std::int64_t b = 0; b < a; ++b) EXPECT_FALSE(torch::equal(rows[a], rows[b])) << a << ", " << b;
  }
}

TEST_P(DrawOfExamples, GivenTheFirstExampleWhenDrawnThenTheOthersFollowIt) {
  Draw draw(kKey, /*first_example=*/40);

  const auto consecutive = GetParam().draw(draw, {3, 2, 16});

  EXPECT_TRUE(torch::equal(consecutive, noise({40, 41, 42})));
}

TEST_P(DrawOfExamples, GivenABatchOfAnotherSizeWhenDrawnThenErrorIsThrown) {
  Draw draw(kKey, torch::tensor({1, 2, 3}, torch::kInt64));

  EXPECT_THROW(GetParam().draw(draw, {2, 16}), Error);
  EXPECT_THROW(GetParam().draw(draw, {4, 16}), Error);
}

TEST_P(DrawOfExamples, GivenNoExamplesWhenDrawnThenThereIsNoNoise) {
  Draw draw(kKey, torch::empty({0}, torch::kInt64));

  EXPECT_EQ(GetParam().draw(draw, {0, 16}).numel(), 0);
  EXPECT_THROW(GetParam().draw(draw, {4, 16}), Error);
}

TEST_P(DrawOfExamples, GivenExamplesBeyondTheCounterWhenDrawnThenErrorIsThrown) {
  const std::int64_t end = std::int64_t{1} << 32;  // the counter has 32 bits for the example
  Draw last(kKey, end - 2);

  EXPECT_EQ(GetParam().draw(last, {2, 16}).size(0), 2);
  EXPECT_THROW(GetParam().draw(last, {3, 16}), Error);
  EXPECT_THROW(Draw(kKey, torch::tensor({end}, torch::kInt64)), Error);
  EXPECT_THROW(Draw(kKey, torch::tensor({-1}, torch::kInt64)), Error);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, DrawOfExamples,
    testing::Values(
        Kind{"Normal", [](Draw& d, torch::IntArrayRef s) { return d.example_normal(s, torch::kFloat32); }},
        Kind{"Bernoulli",
             [](Draw& d, torch::IntArrayRef s) { return d.example_bernoulli(s, 0.5, torch::kFloat32); }},
        Kind{"Sign", [](Draw& d, torch::IntArrayRef s) { return d.example_sign(s, torch::kFloat32); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace bayes
