#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "bayes/core/error.h"
#include "experiments/datasets/splits.h"

// Bugs of data splits that were found in public libraries for Bayesian neural networks.
namespace bnn {
namespace {

// 200 training and 50 test images of one pixel each, which tells them apart: 0 … 199 and 200 … 249.
Dataset numbered_images() {
  const auto numbered = [](std::int64_t first, std::int64_t count) {
    const auto numbers = torch::arange(first, first + count, torch::kInt64);
    return RawExamples{numbers.to(torch::kUInt8).reshape({count, 1, 1, 1}), numbers.remainder(10)};
  };
  return {numbered(0, 200), numbered(200, 50), {}, {}};
}

SplitOptions options_with(std::int64_t validation) {
  SplitOptions options;
  options.validation = validation;
  return options;
}

// Which images a split holds, found from its pixels by undoing the standardisation.
std::set<std::int64_t> numbers_of(const bayes::Examples& split, const Splits& splits) {
  std::set<std::int64_t> numbers;
  const auto pixels = (split.inputs.to(torch::kFloat64) * splits.standardisation.sd.item<double>() +
                       splits.standardisation.mean.item<double>()) *
                      255.0;
  for (std::int64_t i = 0; i < split.size(); ++i) {
    const auto number = std::llround(pixels.view(-1)[i].item<double>());
    EXPECT_EQ(split.targets[i].item<std::int64_t>(), number % 10);
    numbers.insert(number);
  }
  EXPECT_EQ(static_cast<std::int64_t>(numbers.size()), split.size());
  return numbers;
}

std::set<std::int64_t> range(std::int64_t first, std::int64_t last) {
  std::set<std::int64_t> numbers;
  for (std::int64_t i = first; i < last; ++i) numbers.insert(i);
  return numbers;
}

TEST(Trap, ValidationSetIsTheTestSet) {
  const Dataset dataset = numbered_images();

  const Splits splits = make_splits(dataset, options_with(60), /*seed=*/1);

  const auto train = numbers_of(splits.train, splits), validation = numbers_of(splits.validation, splits);
  auto both = train;
  both.insert(validation.begin(), validation.end());
  EXPECT_EQ(train.size(), 140u);
  EXPECT_EQ(validation.size(), 60u);
  EXPECT_EQ(both, range(0, 200));  // all of the training set, so the two are disjoint
  EXPECT_EQ(numbers_of(splits.test, splits), range(200, 250));
}

TEST(Trap, ValidationThatIsAnotherInEveryRun) {
  const Dataset dataset = numbered_images();
  const auto validation_of = [&](std::uint64_t seed) {
    const Splits splits = make_splits(dataset, options_with(60), seed);
    return numbers_of(splits.validation, splits);
  };

  EXPECT_EQ(validation_of(1), validation_of(1));
  EXPECT_NE(validation_of(1), validation_of(2));
}

TEST(Trap, StandardisationThatLooksAtValidationOrTestImages) {
  const Dataset dataset = numbered_images();

  const Splits splits = make_splits(dataset, options_with(60), /*seed=*/1);

  double sum = 0.0, squares = 0.0;
  for (const auto number : numbers_of(splits.train, splits)) {
    sum += static_cast<double>(number) / 255.0;
    squares += std::pow(static_cast<double>(number) / 255.0, 2);
  }
  const double mean = sum / 140.0;
  EXPECT_NEAR(splits.standardisation.mean.item<double>(), mean, 1e-12);
  EXPECT_NEAR(splits.standardisation.sd.item<double>(), std::sqrt(squares / 140.0 - mean * mean), 1e-12);
  EXPECT_NE(make_splits(dataset, options_with(0), 1).standardisation.mean.item<double>(),
            splits.standardisation.mean.item<double>());
}

TEST(Trap, ValidationThatLeavesNoTrainingImage) {
  EXPECT_THROW(make_splits(numbered_images(), options_with(200), 1), bayes::Error);
}

}  // namespace
}  // namespace bnn
