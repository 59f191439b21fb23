#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bayes/predictive/predictive.h"

namespace bnn {

/// What is done to an averaged predictive after training, fitted on validation images alone.
struct Calibrator {
  std::string name;       ///< in YAML: "temperature"
  std::string title;      ///< for people: "Temperature scaling"
  std::string summary;    ///< one line
  std::string reference;  ///< paper
  struct Result {
    bayes::Predictive test;
    std::string fitted;  ///< what was found, for people: "temperature 1.31"
  };
  std::function<Result(const bayes::Predictive& validation, const torch::Tensor& validation_labels,
                       const bayes::Predictive& test)>
      calibrate;
};

/// What `evaluation.calibration` can name.
const std::vector<Calibrator>& calibrators();
/// Throws `bayes::Error` (kUsage) where there is none of that name.
const Calibrator& calibrator(const std::string& name);

}  // namespace bnn
