#include "notebooks_export/raster/scale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace report::raster {
namespace {

using nlohmann::ordered_json;

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

double transformed(const Scale::Numbers& numbers, double value) {
  if (numbers.type == "log") return value > 0.0 ? std::log(value) : kNowhere;
  if (numbers.type == "sqrt") return std::copysign(std::sqrt(std::abs(value)), value);
  if (numbers.type == "symlog") return std::copysign(std::log1p(std::abs(value)), value);
  return value;
}

std::vector<ordered_json> log_ticks(const Scale::Numbers& numbers) {
  std::vector<ordered_json> ticks;
  const double first = std::floor(std::log(numbers.low) / std::log(numbers.base) + 1e-9);
  for (double power = first; std::pow(numbers.base, power) <= numbers.high * (1.0 + 1e-9); ++power) {
    const double value = std::pow(numbers.base, power);
    if (value >= numbers.low * (1.0 - 1e-9)) ticks.emplace_back(value);
  }
  return ticks;
}

}  // namespace

double tick_step(double low, double high, int count) {
  const double raw = (high - low) / std::max(count, 1);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double error = raw / power;
  return power * (error >= std::sqrt(50.0)   ? 10.0
                  : error >= std::sqrt(10.0) ? 5.0
                  : error >= std::sqrt(2.0)  ? 2.0
                                             : 1.0);
}

Scale::Scale(Numbers numbers, double from, double to) : numbers_(std::move(numbers)), from_(from), to_(to) {}

Scale::Scale(std::vector<ordered_json> bands, double from, double to)
    : bands_(std::move(bands)), from_(from), to_(to) {}

double Scale::band_width() const {
  return std::abs(to_ - from_) / static_cast<double>(std::max<std::size_t>(bands_.size(), 1));
}

double Scale::place(const ordered_json& value) const {
  if (has_bands()) {
    const auto found = std::find(bands_.begin(), bands_.end(), value);
    if (found == bands_.end()) return kNowhere;
    const auto at = static_cast<double>(found - bands_.begin());
    return from_ + (at + 0.5) / static_cast<double>(bands_.size()) * (to_ - from_);
  }
  if (!value.is_number()) return kNowhere;
  const double low = transformed(numbers_, numbers_.low), high = transformed(numbers_, numbers_.high);
  const double share = high > low ? (transformed(numbers_, value.get<double>()) - low) / (high - low) : 0.5;
  return from_ + share * (to_ - from_);
}

std::vector<ordered_json> Scale::ticks(int count) const {
  if (has_bands()) return bands_;
  if (numbers_.type == "log") return log_ticks(numbers_);
  std::vector<ordered_json> ticks;
  if (!(numbers_.high > numbers_.low)) return {numbers_.low};
  const double step = tick_step(numbers_.low, numbers_.high, count);
  for (double at = std::ceil(numbers_.low / step - 1e-9); at * step <= numbers_.high + 1e-9 * step; ++at) {
    ticks.emplace_back(at * step);
  }
  return ticks;
}

}  // namespace report::raster
