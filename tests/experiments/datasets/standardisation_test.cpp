#include "experiments/datasets/standardisation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bnn {
namespace {

RawExamples table(const torch::Tensor& inputs, const torch::Tensor& targets) {
  return {inputs.to(torch::kFloat64), targets.to(torch::kFloat64)};
}

TEST(Standardisation, GivenColumnsWhenFittedThenEachHasThePopulationMomentsOfItsTrainingRows) {
  const auto examples =
      table(torch::tensor({{1.0, 5.0}, {3.0, 5.0}, {100.0, 7.0}}), torch::tensor({{10.0}, {14.0}, {1000.0}}));

  const auto found = standardisation_of(examples, torch::tensor({0, 1}, torch::kInt64));

  EXPECT_TRUE(torch::equal(found.mean, torch::tensor({2.0, 5.0}, torch::kFloat64)));
  EXPECT_TRUE(torch::equal(found.sd, torch::tensor({1.0, 1.0}, torch::kFloat64)));  // the second is constant
  EXPECT_EQ(found.target_mean.item<double>(), 12.0);
  EXPECT_EQ(found.target_sd.item<double>(), 2.0);
  EXPECT_EQ(found.inputs(examples.inputs)[2][0].item<float>(), 98.0F);
  EXPECT_EQ(found.targets(examples.targets)[2][0].item<float>(), 494.0F);
}

// E[x^2] - E[x]^2 of such numbers is 0 or negative in double precision.
TEST(Standardisation, GivenTargetsOfABillionWhenFittedThenTheirSpreadIsKept) {
  const auto targets = 1e9 + torch::tensor({{-1.0}, {0.0}, {1.0}}, torch::kFloat64);

  const auto found = standardisation_of(table(torch::ones({3, 1}), targets), torch::arange(3, torch::kInt64));

  EXPECT_EQ(found.target_mean.item<double>(), 1e9);
  EXPECT_NEAR(found.target_sd.item<double>(), std::sqrt(2.0 / 3.0), 1e-9);
}

TEST(Standardisation, GivenAnyWhenWrittenAndReadThenItIsTheSame) {
  const auto pixels = standardisation_of(
      {torch::randint(256, {4, 1, 2, 2}).to(torch::kUInt8), torch::tensor({0, 1, 0, 1}, torch::kInt64)},
      torch::arange(4, torch::kInt64));
  const auto numbers =
      standardisation_of(table(torch::randn({5, 3}), torch::randn({5, 2})), torch::arange(5, torch::kInt64));

  for (const auto& some : {pixels, numbers}) EXPECT_EQ(standardisation_from(to_json(some)), some);
  EXPECT_TRUE(to_json(pixels).at("mean").is_number());  // as older runs have it
  EXPECT_FALSE(to_json(pixels).contains("target_mean"));
}

}  // namespace
}  // namespace bnn
