#pragma once

#include <torch/types.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// What tests/golden/calibration.py stored.
inline nlohmann::json golden_calibration() {
  std::ifstream file(std::string(TESTS_FOLDER) + "/golden/calibration.json");
  return nlohmann::json::parse(file);
}

inline torch::Tensor golden_vector(const nlohmann::json& values) {
  return torch::tensor(values.get<std::vector<double>>(), torch::kFloat64);
}

inline torch::Tensor golden_matrix(const nlohmann::json& rows) {
  std::vector<torch::Tensor> tensors;
  for (const auto& row : rows) tensors.push_back(golden_vector(row));
  return torch::stack(tensors);
}

inline CategoricalPredictive golden_calibration_predictive(const nlohmann::json& golden) {
  return CategoricalPredictive(
      golden_matrix(golden.at("logits")).log_softmax(/*dim=*/1).unsqueeze(/*dim=*/0));
}

inline torch::Tensor golden_calibration_labels(const nlohmann::json& golden) {
  return torch::tensor(golden.at("labels").get<std::vector<std::int64_t>>(), torch::kInt64);
}

inline double largest_difference(const torch::Tensor& left, const torch::Tensor& right) {
  return (left - right).abs().max().item<double>();
}

}  // namespace bayes
