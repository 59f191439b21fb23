#include "experiments/datasets/splits.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bnn {
namespace {

RawImages first(const RawImages& images, std::int64_t count) {
  if (count == 0 || count >= images.size()) return images;
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

void require_training_images(std::int64_t images, const SplitOptions& options) {
  if (options.validation < images) return;
  throw bayes::Error("validation takes " + std::to_string(options.validation) + " of " +
                         std::to_string(images) + " training images and leaves none",
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
  const RawImages all = first(dataset.train, options.training_images);
  require_training_images(all.size(), options);
  if (dataset.train.pixels.equal(dataset.test.pixels)) {
    throw bayes::Error("the test images are the training images", "data", "fetch the data anew",
                       bayes::Fault::kData);
  }
  const auto index =
      split_indices(all.size(), options.validation,
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
  splits.validation = {standardised(all.pixels.index_select(0, index.validation), splits),
                       all.labels.index_select(0, index.validation)};
  return splits;
}

Splits test_split(const Dataset& dataset, const SplitOptions& options) {
  const RawImages test = first(dataset.test, options.test_images);
  Splits splits;
  splits.mean = options.mean.value();
  splits.standard_deviation = options.standard_deviation.value();
  splits.test = {standardised(test.pixels, splits), test.labels};
  splits.test_pixels = test.pixels;
  return splits;
}

}  // namespace bnn
