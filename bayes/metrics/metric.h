#pragma once

#include <torch/types.h>

#include <functional>
#include <string>

#include "bayes/predictive/predictive.h"

namespace bayes {

/// A named figure of a predictive distribution: a pure function in double precision.
struct Metric {
  std::string key;        ///< in metrics.json: "ece"
  std::string title;      ///< for people: "Expected calibration error"
  std::string reference;  ///< paper
  bool higher_is_better = false;
  /// labels [N], int64, each in [0, C).
  std::function<double(const Predictive& predictive, const torch::Tensor& labels)> value;
};

/// Throws `Error` where `labels` is not an int64 vector of as many entries as the predictive has examples, each in
/// [0, C).
void require_labels(const torch::Tensor& labels, const Predictive& predictive);

}  // namespace bayes
