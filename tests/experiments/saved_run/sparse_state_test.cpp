#include "experiments/saved_run/sparse_state.h"

#include <gtest/gtest.h>

#include <limits>

#include "bayes/core/error.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

constexpr float kMinusInfinity = -std::numeric_limits<float>::infinity();

torch::Tensor mostly(float fill, std::vector<std::int64_t> sizes) {
  auto tensor = torch::full(sizes, fill);
  tensor.flatten().index_put_({torch::tensor({3, 8, 9, 65})}, torch::tensor({1.5f, -0.0f, -2.0f, 1e-30f}));
  return tensor;
}

TEST(SparseState, GivenTensorsOfOneValueMostlyWhenStoredThenTheyComeBackToTheBit) {
  const bayes::State state{{"a.mu", mostly(0.0f, {7, 10})},
                           {"a.rho", mostly(kMinusInfinity, {70})},
                           {"dense", torch::arange(70, torch::kFloat32)},
                           {"empty", torch::zeros({100}, torch::kFloat64)},
                           {"few", torch::zeros({63})},
                           {"whole", torch::zeros({100}, torch::kInt64)}};

  const auto sparse = to_sparse(state);
  const auto back = from_sparse(sparse);

  EXPECT_TRUE(support::same_bits(back, state));
  EXPECT_TRUE(std::signbit(back.at("a.mu")[0][8].item<float>()));  // -0.0 is not the fill
  EXPECT_EQ(back.at("empty").scalar_type(), torch::kFloat64);
  EXPECT_EQ(sparse.count("a.mu"), 0u);
  for (const char* name : {"dense", "few", "whole"}) EXPECT_EQ(sparse.count(name), 1u) << name;
}

TEST(SparseState, GivenBitsWhenPackedThenTheyAreNumPysPackbits) {
  const auto sparse = to_sparse({{"a", mostly(0.0f, {7, 10})}});

  // By hand: places 3, 8 and 9, then 65 of 70; numpy.packbits starts at the highest bit.
  const auto present = sparse.at("a.sparse.present");
  ASSERT_EQ(present.numel(), 9);
  EXPECT_EQ(present[0].item<int>(), 0b00010000);
  EXPECT_EQ(present[1].item<int>(), 0b11000000);
  EXPECT_EQ(present[8].item<int>(), 0b01000000);
  EXPECT_TRUE(sparse.at("a.sparse.values").equal(torch::tensor({1.5f, -0.0f, -2.0f, 1e-30f})));
  EXPECT_TRUE(sparse.at("a.sparse.shape").equal(torch::tensor({7, 10}, torch::kInt64)));
}

TEST(SparseState, GivenPartsThatDoNotFitWhenReadThenErrorIsThrown) {
  const auto sparse = to_sparse({{"a", mostly(0.0f, {7, 10})}});
  const auto with = [&](const char* part, const torch::Tensor& other) {
    auto changed = sparse;
    changed[std::string("a.sparse.") + part] = other;
    return changed;
  };
  auto missing = sparse;
  missing.erase("a.sparse.fill");

  EXPECT_THROW(from_sparse(missing), bayes::Error);
  EXPECT_THROW(from_sparse(with("shape", torch::tensor({8, 10}, torch::kInt64))), bayes::Error);
  EXPECT_THROW(from_sparse(with("shape", torch::tensor({-7, -10}, torch::kInt64))), bayes::Error);
  EXPECT_THROW(from_sparse(with("shape", torch::full({2}, std::int64_t{1} << 40, torch::kInt64))),
               bayes::Error);
  EXPECT_THROW(from_sparse(with("values", torch::zeros({3}))), bayes::Error);
  EXPECT_THROW(from_sparse(with("values", torch::zeros({4}, torch::kFloat64))), bayes::Error);
}

}  // namespace
}  // namespace bnn
