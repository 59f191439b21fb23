#pragma once

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace support {

/// The numbers of a calibration by name; NaN where there is none.
using NumbersByName = std::map<std::string, std::vector<double>>;

/// `numbers` of a calibration in fitted.json.
inline NumbersByName numbers_of_file(const nlohmann::json& numbers) {
  NumbersByName read;
  for (const auto& [name, values] : numbers.items()) {
    auto& list = read[name];
    for (const auto& value : values) {
      list.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>());
    }
  }
  return read;
}

/// What a class's curve makes of its probability, before the classes are made to sum to 1.
///   of_class  "class_3."
inline double by_curve(const NumbersByName& numbers, const std::string& of_class, double probability) {
  const double floor = numbers.at("floor").front();
  if (numbers.count(of_class + "levels") > 0) {
    const auto& ends = numbers.at(of_class + "ends");
    std::size_t bin = 0;
    while (bin + 1 < ends.size() && ends[bin] < probability) ++bin;
    const double level = numbers.at(of_class + "levels").at(bin);
    return std::isnan(level) ? std::max(probability, floor) : level;
  }
  if (numbers.count(of_class + "x") == 0) return std::max(probability, floor);
  const auto& x = numbers.at(of_class + "x");
  const auto& y = numbers.at(of_class + "y");
  if (probability <= x.front()) return std::max(y.front(), floor);
  if (probability >= x.back()) return std::max(y.back(), floor);
  std::size_t i = 0;
  while (x[i + 1] < probability) ++i;
  const double share = (probability - x[i]) / (x[i + 1] - x[i]);
  return std::max((1.0 - share) * y[i] + share * y[i + 1], floor);
}

/// Calibrated probabilities by the formulas of docs/runs.md and the numbers alone, without the library.
///   probabilities  [N, C], float64: mean over draws
inline torch::Tensor calibrated_by_hand(const NumbersByName& numbers, const torch::Tensor& probabilities) {
  const auto vector = [&](const std::string& name) {
    return torch::tensor(numbers.at(name), torch::kFloat64);
  };
  const std::int64_t classes = probabilities.size(1);
  const auto log_p = probabilities.log().clamp_min(std::log(std::numeric_limits<double>::min()));
  if (numbers.count("temperature") > 0) return (log_p / vector("temperature")).softmax(1);
  if (numbers.count("scales") > 0) return (log_p * vector("scales") + vector("intercepts")).softmax(1);
  if (numbers.count("weight") > 0) {
    const auto weight = vector("weight").view({classes, classes});
    return (log_p.matmul(weight.t()) + vector("intercepts")).softmax(1);
  }
  const auto shares = probabilities.contiguous().clone();
  auto* value = shares.data_ptr<double>();
  for (std::int64_t i = 0; i < shares.numel(); ++i) {
    value[i] = by_curve(numbers, "class_" + std::to_string(i % classes) + ".", value[i]);
  }
  return shares / shares.sum(/*dim=*/1, /*keepdim=*/true);
}

}  // namespace support
