#include "experiments/datasets/splits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "bayes/core/error.h"
#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

/// Images of one pixel, whose value is their place; labels are their place too, so that both tell who is who.
Dataset numbered(std::int64_t train, std::int64_t test) {
  const auto images = [](std::int64_t count) {
    const auto places = torch::arange(count, torch::kInt64);
    return RawExamples{places.to(torch::kUInt8).reshape({count, 1, 1, 1}), places};
  };
  return {images(train), images(test), {"a", "b"}, {}};
}

std::set<std::int64_t> members(const bayes::Examples& split) {
  std::set<std::int64_t> places;
  for (std::int64_t i = 0; i < split.size(); ++i) places.insert(split.targets[i].item<std::int64_t>());
  return places;
}

SplitOptions options(double validation) {
  SplitOptions options;
  options.validation = validation;
  return options;
}

TEST(Splits, GivenAValidationSizeWhenSplitThenPartsAreDisjointAndTogetherAll) {
  const auto splits = make_splits(numbered(200, 10), options(50), /*seed=*/3);

  const auto train = members(splits.train);
  const auto validation = members(splits.validation);
  EXPECT_EQ(train.size(), 150u);
  EXPECT_EQ(validation.size(), 50u);
  auto all = train;
  all.insert(validation.begin(), validation.end());
  EXPECT_EQ(all.size(), 200u);
  EXPECT_EQ(splits.test.size(), 10);
}

TEST(Splits, GivenTheSameSeedWhenSplitThenPartsAreTheSameAndElseNot) {
  const auto dataset = numbered(200, 10);

  const auto first = members(make_splits(dataset, options(50), 3).validation);

  EXPECT_EQ(members(make_splits(dataset, options(50), 3).validation), first);
  EXPECT_NE(members(make_splits(dataset, options(50), 4).validation), first);
  std::set<std::int64_t> head;
  for (std::int64_t i = 0; i < 50; ++i) head.insert(i);
  EXPECT_NE(first, head) << "drawn, not cut off";
}

TEST(Splits, GivenImagesAndLabelsWhenSplitThenTheyStayTogether) {
  auto given = options(50);
  given.mean = 0.0;
  given.standard_deviation = 1.0;

  const auto splits = make_splits(numbered(200, 10), given, 3);

  for (const bayes::Examples* split :
       std::initializer_list<const bayes::Examples*>{&splits.train, &splits.validation, &splits.test}) {
    const auto pixels = (split->inputs.flatten() * 255.0).round().to(torch::kInt64);
    EXPECT_TRUE(torch::equal(pixels, split->targets));
  }
}

TEST(Splits, GivenPixelsWhenStandardisedThenMomentsAreThoseOfTheTrainingSplitAlone) {
  // Four training images of two pixels: 0, 0, 0, 0, 255, 255, 255, 51; test images lie elsewhere.
  Dataset dataset;
  dataset.train = {torch::tensor({0, 0, 0, 0, 255, 255, 255, 51}, torch::kUInt8).reshape({4, 1, 1, 2}),
                   torch::tensor({0, 0, 1, 1}, torch::kInt64)};
  dataset.test = {torch::full({1, 1, 1, 2}, 102, torch::kUInt8), torch::tensor({1}, torch::kInt64)};

  const auto splits = make_splits(dataset, options(0), 0);

  const double mean = 3.2 / 8;  // by hand: pixels in [0, 1] are 0 (4 times), 1 (3 times), 0.2
  const double deviation = std::sqrt((4 * 0.16 + 3 * 0.36 + 0.04) / 8);
  EXPECT_NEAR(splits.standardisation.mean.item<double>(), mean, 1e-12);
  EXPECT_NEAR(splits.standardisation.sd.item<double>(), deviation, 1e-12);
  EXPECT_NEAR(splits.test.inputs.max().item<double>(), (0.4 - mean) / deviation, 1e-6);  // float32
  EXPECT_NEAR(splits.train.inputs.mean().item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(splits.train.inputs.max().item<double>(), (1.0 - mean) / deviation, 1e-6);
  EXPECT_EQ(splits.validation.size(), 0);
  EXPECT_TRUE(torch::equal(splits.test.pixels, dataset.test.inputs));
}

TEST(Splits, GivenTestImagesChangeWhenSplitThenTrainingDoesNot) {
  auto dataset = numbered(200, 10);
  const auto before = make_splits(dataset, options(50), 3);

  dataset.test.inputs = torch::full({10, 1, 1, 1}, 200, torch::kUInt8);
  const auto after = make_splits(dataset, options(50), 3);

  EXPECT_TRUE(torch::equal(before.train.inputs, after.train.inputs));
  EXPECT_TRUE(torch::equal(before.validation.inputs, after.validation.inputs));
}

TEST(Splits, GivenAPartIsWantedWhenSplitThenItIsTheFirstImages) {
  auto given = options(10);
  given.training_images = 30;
  given.test_images = 4;

  const auto splits = make_splits(numbered(200, 10), given, 3);

  EXPECT_EQ(splits.train.size(), 20);
  EXPECT_LT(splits.train.targets.max().item<std::int64_t>(), 30);
  EXPECT_LT(splits.validation.targets.max().item<std::int64_t>(), 30);
  EXPECT_TRUE(torch::equal(splits.test.targets, torch::arange(4, torch::kInt64)));
}

TEST(Splits, GivenASizeAShareOrNothingWhenSplitThenSoManyImagesAreTakenOut) {
  EXPECT_EQ(validation_images(options(1000), 60000), 1000);
  EXPECT_EQ(validation_images(options(0), 60000), 0);
  EXPECT_EQ(validation_images(options(0.25), 1001), 250);  // 250.25
  EXPECT_EQ(validation_images(options(0.001), 100), 1);
  EXPECT_EQ(validation_images({}, 60000), 5000);
  EXPECT_EQ(validation_images({}, 10000), 5000);
  EXPECT_EQ(validation_images({}, 9999), 1000);  // 999.9
  EXPECT_EQ(validation_images({}, 3000), 300);
  EXPECT_TRUE(takes_validation({}));
  EXPECT_FALSE(takes_validation(options(0)));
}

TEST(Splits, GivenTrainingImagesAndNoValidationSizeWhenSplitThenSoManyImagesAreSplit) {
  SplitOptions given;
  given.training_images = 60;

  const auto splits = make_splits(numbered(200, 10), given, 3);

  EXPECT_EQ(splits.train.size(), 54);
  EXPECT_EQ(splits.validation.size(), 6);
}

TEST(Splits, GivenMoreImagesAreAskedForThanThereAreWhenSplitThenThatIsAnErrorOfUsage) {
  for (const bool of_test : {false, true}) {
    auto given = options(10);
    (of_test ? given.test_images : given.training_images) = 201;

    EXPECT_EQ(fault_of([&] { make_splits(numbered(200, 200), given, 0); }), bayes::Fault::kUsage);
  }
}

TEST(Splits, GivenNoTrainingImageIsLeftWhenSplitThenThatIsAnErrorOfUsage) {
  EXPECT_EQ(fault_of([] { make_splits(numbered(20, 10), options(20), 0); }), bayes::Fault::kUsage);
  EXPECT_EQ(fault_of([] { make_splits(numbered(20, 10), options(19), 0); }), bayes::Fault::kUsage)
      << "one image of one pixel has no standard deviation";
}

}  // namespace
}  // namespace bnn
