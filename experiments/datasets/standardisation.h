#pragma once

#include <torch/types.h>

#include <nlohmann/json.hpp>

#include "experiments/datasets/dataset.h"

namespace bnn {

/// By what inputs and targets are moved and scaled before a network sees them: fitted on the training split,
/// stored with the run, and used for whatever the run sees later.
struct Standardisation {
  /// Of pixels in [0, 1], one of all, [1]; of columns of a table one each, [F]. float64.
  torch::Tensor mean = torch::zeros({1}, torch::kFloat64);
  torch::Tensor sd = torch::ones({1}, torch::kFloat64);
  /// Of numbers as targets, [D], float64; empty where targets are not numbers.
  torch::Tensor target_mean = torch::zeros({0}, torch::kFloat64);
  torch::Tensor target_sd = torch::ones({0}, torch::kFloat64);

  /// That leaves columns and numbers as they are.
  static Standardisation none(const RawExamples& examples);
  /// As the network takes them: float32.
  torch::Tensor inputs(const torch::Tensor& raw) const;
  torch::Tensor targets(const torch::Tensor& raw) const;
  bool operator==(const Standardisation& other) const;
};

/// The population mean and standard deviation of the examples at `index`, of inputs and of numbers as
/// targets. A column or target that is constant there keeps its scale: sd 1. Exact for pixels, in two passes
/// for numbers, so that targets of 1e9 lose nothing.
Standardisation standardisation_of(const RawExamples& examples, const torch::Tensor& index);

/// {"mean", "standard_deviation"} and, of numbers as targets, "target_mean", "target_standard_deviation":
/// numbers where there is one for all, else lists.
nlohmann::ordered_json to_json(const Standardisation& standardisation);
Standardisation standardisation_from(const nlohmann::ordered_json& document);

}  // namespace bnn
