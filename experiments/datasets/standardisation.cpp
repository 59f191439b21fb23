#include "experiments/datasets/standardisation.h"

#include <tuple>
#include <utility>
#include <vector>

namespace bnn {
namespace {

using Json = nlohmann::ordered_json;
using Moments = std::pair<torch::Tensor, torch::Tensor>;

// Of all pixels in [0, 1], from the counts of the 256 values.
Moments pixel_moments(const torch::Tensor& pixels) {
  const auto counts = torch::bincount(pixels.flatten(), {}, 256).to(torch::kFloat64);
  const auto values = torch::arange(256, torch::kFloat64) / 255.0;
  const double total = static_cast<double>(pixels.numel());
  const double mean = counts.dot(values).item<double>() / total;
  const double variance = counts.dot((values - mean).square()).item<double>() / total;
  const auto one = [](double value) { return torch::full({1}, value, torch::kFloat64); };
  return {one(mean), one(variance).sqrt()};
}

// Of each column of [N, F].
Moments column_moments(const torch::Tensor& columns) {
  const auto first = columns.to(torch::kFloat64).mean(0);
  const auto rest = columns - first;
  const auto mean = first + rest.mean(0);  // what rounding left
  const auto sd = (columns - mean).square().mean(0).sqrt();
  return {mean, torch::where(sd > 0, sd, torch::ones_like(sd))};
}

bool are_pixels(const torch::Tensor& inputs) { return inputs.scalar_type() == torch::kUInt8; }
bool are_numbers(const torch::Tensor& targets) { return targets.is_floating_point() && targets.dim() == 2; }

Json numbers(const torch::Tensor& values) {
  const std::vector<double> list(values.data_ptr<double>(), values.data_ptr<double>() + values.numel());
  return list.size() == 1 ? Json(list.front()) : Json(list);
}

torch::Tensor numbers_from(const Json& value) {
  if (value.is_number()) return torch::full({1}, value.get<double>(), torch::kFloat64);
  return torch::tensor(value.get<std::vector<double>>(), torch::kFloat64);
}

}  // namespace

Standardisation Standardisation::none(const RawExamples& examples) {
  Standardisation none;
  if (!are_numbers(examples.targets)) return none;
  none.target_mean = torch::zeros({examples.targets.size(1)}, torch::kFloat64);
  none.target_sd = torch::ones({examples.targets.size(1)}, torch::kFloat64);
  return none;
}

torch::Tensor Standardisation::inputs(const torch::Tensor& raw) const {
  if (are_pixels(raw)) {
    return raw.to(torch::kFloat32).div_(255.0).sub_(mean.item<double>()).div_(sd.item<double>());
  }
  return ((raw.to(torch::kFloat64) - mean) / sd).to(torch::kFloat32);
}

torch::Tensor Standardisation::targets(const torch::Tensor& raw) const {
  return target_mean.numel() == 0 ? raw : ((raw - target_mean) / target_sd).to(torch::kFloat32);
}

bool Standardisation::operator==(const Standardisation& other) const {
  return mean.equal(other.mean) && sd.equal(other.sd) && target_mean.equal(other.target_mean) &&
         target_sd.equal(other.target_sd);
}

Standardisation standardisation_of(const RawExamples& examples, const torch::Tensor& index) {
  Standardisation found;
  const auto inputs = examples.inputs.index_select(0, index);
  std::tie(found.mean, found.sd) = are_pixels(inputs) ? pixel_moments(inputs) : column_moments(inputs);
  if (are_numbers(examples.targets)) {
    std::tie(found.target_mean, found.target_sd) = column_moments(examples.targets.index_select(0, index));
  }
  return found;
}

Json to_json(const Standardisation& standardisation) {
  Json document{{"mean", numbers(standardisation.mean)}, {"standard_deviation", numbers(standardisation.sd)}};
  if (standardisation.target_mean.numel() > 0) {
    document["target_mean"] = numbers(standardisation.target_mean);
    document["target_standard_deviation"] = numbers(standardisation.target_sd);
  }
  return document;
}

Standardisation standardisation_from(const Json& document) {
  Standardisation found{numbers_from(document.at("mean")), numbers_from(document.at("standard_deviation"))};
  if (document.contains("target_mean")) {
    found.target_mean = numbers_from(document.at("target_mean"));
    found.target_sd = numbers_from(document.at("target_standard_deviation"));
  }
  return found;
}

}  // namespace bnn
