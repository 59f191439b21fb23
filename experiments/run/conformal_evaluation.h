#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bayes/conformal/split_conformal.h"
#include "bayes/predictive/categorical_predictive.h"
#include "experiments/catalog/conformal_methods.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// A predictive with the classes of its images, and the keys of their noise (`bayes::content_keys`).
struct LabelledPredictive {
  const bayes::CategoricalPredictive& predictive;
  const torch::Tensor& labels;
  const torch::Tensor& keys;
};

/// Of the randomised scores of all images but those of validation: the same image has the same sets in
/// `run`, `evaluate` and `predict`.
bayes::Draw::Key conformal_noise(std::uint64_t seed);

/// Prediction sets of one kind with their thresholds, under a name of their own: "lac", and where the kind is
/// chosen again with other options "lac_2".
struct NamedSets {
  std::string name;
  bayes::SplitConformal fitted;
};

/// Finds the thresholds of each kind of prediction sets on validation images.
std::vector<NamedSets> fit_conformal(const Selections<MakeConformalMethod>& selections,
                                     const LabelledPredictive& validation, std::uint64_t seed);

/// Thresholds that a run found before, of the same kinds with the same options. Throws `bayes::Error` where
/// it found none for one of them.
///   found  "conformal" of `found_on_validation`
std::vector<NamedSets> found_conformal(const Selections<MakeConformalMethod>& selections,
                                       const nlohmann::ordered_json& found);

/// Measures the sets of test images.
std::vector<report::ConformalRecord> measure_conformal(const Selections<MakeConformalMethod>& selections,
                                                       const std::vector<NamedSets>& sets,
                                                       const LabelledPredictive& test, std::uint64_t seed);

}  // namespace bnn
