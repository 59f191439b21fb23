#include "experiments/datasets/splits.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "bayes/core/content_keys.h"
#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bnn {
namespace {

RawImages first(const RawImages& images, std::int64_t count, const char* key) {
  if (count > images.size()) {
    throw bayes::Error(
        std::to_string(count) + " images are asked for, and there are " + std::to_string(images.size()), key,
        "choose no more, or 0 for all");
  }
  if (count == 0) return images;
  return {images.pixels.narrow(0, 0, count), images.labels.narrow(0, 0, count)};
}

// Mean and standard deviation of all pixels in [0, 1], exact: from the counts of the 256 values.
std::pair<double, double> pixel_moments(const torch::Tensor& pixels) {
  const auto counts = torch::bincount(pixels.flatten(), {}, 256).to(torch::kFloat64);
  const auto values = torch::arange(256, torch::kFloat64) / 255.0;
  const double total = static_cast<double>(pixels.numel());
  const double mean = counts.dot(values).item<double>() / total;
  const double variance = counts.dot((values - mean).square()).item<double>() / total;
  return {mean, std::sqrt(variance)};
}

torch::Tensor standardised(const torch::Tensor& pixels, const Splits& splits) {
  return pixels.to(torch::kFloat32).div_(255.0).sub_(splits.mean).div_(splits.standard_deviation);
}

}  // namespace

bool takes_validation(const SplitOptions& options) { return options.validation != 0.0; }

std::int64_t validation_images(const SplitOptions& options, std::int64_t training_images) {
  constexpr std::int64_t kUsual = 5000, kEnoughForIt = 10000;
  if (!options.validation && training_images >= kEnoughForIt) return kUsual;
  const double wanted = options.validation.value_or(0.1);
  if (wanted == 0.0 || wanted >= 1.0) return static_cast<std::int64_t>(wanted);
  // A share that is not 0 takes one at least: whoever asked for it fits something on it.
  return std::max<std::int64_t>(1, std::llround(wanted * static_cast<double>(training_images)));
}

void require_training_images(std::int64_t images, const SplitOptions& options) {
  const auto validation = validation_images(options, images);
  if (validation < images) return;
  throw bayes::Error("validation takes " + std::to_string(validation) + " of " + std::to_string(images) +
                         " training images and leaves none",
                     "data.validation", "choose fewer");
}

SplitIndices split_indices(std::int64_t images, std::int64_t validation, std::uint64_t seed) {
  auto generator = at::detail::createCPUGenerator(bayes::mix_seed(seed, 0x73706C6974ull));
  const auto order = torch::randperm(images, generator, torch::kInt64);
  // Each part in the order of the file: which images are in it is random, their places in it need not be.
  return {std::get<0>(order.narrow(0, validation, images - validation).sort()),
          std::get<0>(order.narrow(0, 0, validation).sort())};
}

Splits make_splits(const Dataset& dataset, const SplitOptions& options, std::uint64_t seed) {
  const RawImages all = first(dataset.train, options.training_images, "data.training_images");
  require_training_images(all.size(), options);
  first(dataset.test, options.test_images,
        "data.test_images");  // what is asked for comes before what is there
  if (dataset.train.pixels.equal(dataset.test.pixels)) {
    throw bayes::Error("the test images are the training images", "data", "fetch the data anew",
                       bayes::Fault::kData);
  }
  const auto index =
      split_indices(all.size(), validation_images(options, all.size()),
                    static_cast<std::uint64_t>(split_seed(options, static_cast<std::int64_t>(seed))));

  const auto train_pixels = all.pixels.index_select(0, index.train);
  const auto [mean, deviation] = pixel_moments(train_pixels);
  SplitOptions fixed = options;
  fixed.mean = options.mean.value_or(mean);
  fixed.standard_deviation = options.standard_deviation.value_or(deviation);
  if (!(*fixed.standard_deviation > 0.0)) {
    throw bayes::Error("all training pixels have the same value", "data", "give data.standard_deviation");
  }
  Splits splits = test_split(dataset, fixed);
  splits.train_index = index.train;
  splits.validation_index = index.validation;
  splits.train = {standardised(train_pixels, splits), all.labels.index_select(0, index.train)};
  const auto validation_pixels = all.pixels.index_select(0, index.validation);
  splits.validation.inputs = standardised(validation_pixels, splits);
  splits.validation.targets = all.labels.index_select(0, index.validation);
  splits.validation.keys = bayes::content_keys(validation_pixels);
  return splits;
}

Splits test_split(const Dataset& dataset, const SplitOptions& options) {
  const RawImages test = first(dataset.test, options.test_images, "data.test_images");
  Splits splits;
  splits.mean = options.mean.value();
  splits.standard_deviation = options.standard_deviation.value();
  splits.test.inputs = standardised(test.pixels, splits);
  splits.test.targets = test.labels;
  splits.test.keys = bayes::content_keys(test.pixels);
  splits.test.pixels = test.pixels;
  return splits;
}

}  // namespace bnn
