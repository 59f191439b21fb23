#pragma once

#include <torch/torch.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bayes/predictive/mixture_predictive.h"

namespace bayes {

/// A predictive with its targets.
struct NumberedExamples {
  MixturePredictive predictive;
  torch::Tensor targets;  ///< [N, D]
};

/// What tests/golden/regression.py found for normal draws ("normal") or Student-t ones ("student_t").
struct GoldenRegression {
  explicit GoldenRegression(const std::string& law) {
    std::ifstream file(std::string(TESTS_FOLDER) + "/golden/regression.json");
    all = nlohmann::json::parse(file);
    expected = all.at(law);
  }

  torch::Tensor numbers(const char* key) const {
    return torch::tensor(all.at(key).get<std::vector<double>>(), torch::kFloat64);
  }
  NumberedExamples rows(std::int64_t first, std::int64_t last) const {
    const std::int64_t draws = all.at("draws");
    const auto& degrees = expected.at("degrees");
    return {MixturePredictive(
                numbers("location").view({draws, -1, 2}).slice(1, first, last),
                numbers("scale").view({draws, -1, 2}).slice(1, first, last),
                degrees.is_null() ? std::numeric_limits<double>::infinity() : degrees.get<double>()),
            numbers("targets").view({-1, 2}).slice(0, first, last)};
  }
  NumberedExamples validation() const { return rows(0, all.at("validation")); }
  NumberedExamples test() const {
    const std::int64_t first = all.at("validation"), count = all.at("test");
    return rows(first, first + count);
  }

  nlohmann::json all, expected;
};

/// [N, D] of rows of numbers.
inline torch::Tensor matrix_of(const nlohmann::json& rows) {
  std::vector<torch::Tensor> tensors;
  for (const auto& row : rows)
    tensors.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
  return torch::stack(tensors);
}

}  // namespace bayes
