#include "experiments/datasets/splits.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "bayes/core/content_keys.h"
#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bnn {
namespace {

RawExamples first(const RawExamples& examples, std::int64_t count, const char* key) {
  if (count > examples.size()) {
    throw bayes::Error(
        std::to_string(count) + " images are asked for, and there are " + std::to_string(examples.size()),
        key, "choose no more, or 0 for all");
  }
  if (count == 0) return examples;
  auto some = examples;
  for (auto* part : {&some.inputs, &some.targets, &some.places}) {
    if (part->defined()) *part = part->narrow(0, 0, count);
  }
  return some;
}

// What the user gives in place of what the training images have.
Standardisation with_given(Standardisation found, const SplitOptions& options) {
  if (options.mean) found.mean.fill_(*options.mean);
  if (options.standard_deviation) found.sd.fill_(*options.standard_deviation);
  if (found.sd.gt(0).all().item<bool>()) return found;
  throw bayes::Error("all training pixels have the same value", "data", "give data.standard_deviation");
}

void fill(EvaluationSet& set, const RawExamples& raw, const Standardisation& standardisation) {
  set.places = raw.places.defined() ? raw.places : torch::arange(raw.size(), torch::kInt64);
  set.inputs = standardisation.inputs(raw.inputs);
  set.targets = standardisation.targets(raw.targets);
  set.keys = bayes::content_keys(raw.inputs);
  if (raw.targets.is_floating_point()) set.numbers = raw.targets;
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

Splits make_splits(const Dataset& dataset, const SplitOptions& options, std::uint64_t seed,
                   const Standardisation* fitted) {
  const RawExamples all = first(dataset.train, options.training_images, "data.training_images");
  require_training_images(all.size(), options);
  first(dataset.test, options.test_images,
        "data.test_images");  // what is asked for comes before what is there
  if (dataset.train.inputs.equal(dataset.test.inputs)) {
    throw bayes::Error("the test images are the training images", "data", "fetch the data anew",
                       bayes::Fault::kData);
  }
  const auto index =
      split_indices(all.size(), validation_images(options, all.size()),
                    static_cast<std::uint64_t>(split_seed(options, static_cast<std::int64_t>(seed))));
  const auto at = [&](const torch::Tensor& places) -> RawExamples {
    return {all.inputs.index_select(0, places), all.targets.index_select(0, places),
            all.places.defined() ? all.places.index_select(0, places) : places};
  };
  const auto found = [&] {
    return dataset.is_standardised ? with_given(standardisation_of(all, index.train), options)
                                   : Standardisation::none(all);
  };
  Splits splits = test_split(dataset, options, fitted != nullptr ? *fitted : found());
  splits.train_index = index.train;
  splits.validation_index = index.validation;
  const auto train = at(index.train);
  splits.train = {splits.standardisation.inputs(train.inputs), splits.standardisation.targets(train.targets)};
  fill(splits.validation, at(index.validation), splits.standardisation);
  return splits;
}

Splits test_split(const Dataset& dataset, const SplitOptions& options,
                  const Standardisation& standardisation) {
  const RawExamples test = first(dataset.test, options.test_images, "data.test_images");
  Splits splits;
  splits.standardisation = standardisation;
  splits.target_names = dataset.target_names;
  fill(splits.test, test, standardisation);
  if (test.inputs.dim() == 4) splits.test.pixels = test.inputs;
  return splits;
}

}  // namespace bnn
