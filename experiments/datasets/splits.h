#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bayes/training/training.h"
#include "experiments/datasets/dataset.h"
#include "experiments/datasets/standardisation.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

struct SplitOptions {
  std::optional<double> validation;
  std::optional<double> mean;
  std::optional<double> standard_deviation;
  std::int64_t training_images = 0;
  std::int64_t test_images = 0;
  std::int64_t split_seed = -1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("validation", options.validation, bayes::share_or_count(),
          "Images taken out of the training set for validation, or their share; 0 for none; null: 5000, and "
          "a tenth "
          "where there are fewer than 10,000.");
    field("mean", options.mean, bayes::any(),
          "Mean by which pixels in [0, 1] are standardised; null: that of the training split.");
    field("standard_deviation", options.standard_deviation, bayes::positive(),
          "Standard deviation likewise; null: that of the training split.");
    field("training_images", options.training_images, bayes::non_negative(),
          "Use the first so many training images only; 0 for all.");
    field("test_images", options.test_images, bayes::non_negative(),
          "Use the first so many test images only; 0 for all.");
    field("split_seed", options.split_seed, bayes::between(-1, 9007199254740991.0),
          "Seed of the choice of validation images; -1: that of the run.");
  }
};

/// Examples on which predictions are measured.
struct EvaluationSet : bayes::Examples {
  std::string name;  ///< its key in metrics.json
  report::Role role = report::Role::kTest;
  torch::Tensor keys = {};  ///< of the noise of predictions: `bayes::content_keys` of the pixels, [N], int64
  torch::Tensor places = {};   ///< in the data set, [N], int64
  torch::Tensor numbers = {};  ///< targets that are numbers, in their unit: [N, D], float64
  torch::Tensor pixels = {};   ///< [N, channels, height, width], uint8, to show; of test images alone
};

/// The data as networks see them, standardised.
struct Splits {
  bayes::Examples train;
  EvaluationSet validation{{}, "validation", report::Role::kValidation};
  EvaluationSet test{{}, "test"};
  torch::Tensor train_index;       ///< [N], int64, ascending: places in the training file
  torch::Tensor validation_index;  ///< likewise
  Standardisation standardisation;
  std::vector<std::string> target_names;  ///< [D], of numbers
};

/// Whether any images are taken out for validation.
bool takes_validation(const SplitOptions& options);
/// How many of so many training images are taken out for validation; shares are rounded, to one at
/// least.
std::int64_t validation_images(const SplitOptions& options, std::int64_t training_images);

/// Throws `bayes::Error` (kUsage) where validation leaves none of so many training images.
void require_training_images(std::int64_t images, const SplitOptions& options);

/// The seed of the split in a run of this seed.
inline std::int64_t split_seed(const SplitOptions& options, std::int64_t seed) {
  return options.split_seed < 0 ? seed : options.split_seed;
}

/// Which of `images` images are trained on and which validated on: int64, ascending.
struct SplitIndices {
  torch::Tensor train;
  torch::Tensor validation;
};
/// Takes `validation` images out at random, the same for the same seed.
SplitIndices split_indices(std::int64_t images, std::int64_t validation, std::uint64_t seed);

/// Takes validation out of the training set; test is never touched by it. Throws as
/// `require_training_images`, and (kData) where the test images are the training images.
///   seed    of the run
///   fitted  the constants of the run that the data are for; those of the training split where null
Splits make_splits(const Dataset& dataset, const SplitOptions& options, std::uint64_t seed,
                   const Standardisation* fitted = nullptr);

/// The test examples alone.
Splits test_split(const Dataset& dataset, const SplitOptions& options,
                  const Standardisation& standardisation);

}  // namespace bnn
