#include "notebooks_export/text/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace report {
namespace {

constexpr const char* kUndefined = "–";

/// "-0.000" is no news: zero has no sign.
std::string without_negative_zero(std::string text) {
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return zero && !text.empty() && text.front() == '-' ? text.substr(1) : text;
}

}  // namespace

std::string percent(double share, int digits) {
  if (!std::isfinite(share)) return kUndefined;
  return without_negative_zero(fmt::format("{:.{}f}", 100.0 * share, digits)) + "\u00A0%";
}

std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return kUndefined;
  return without_negative_zero(fmt::format("{:.{}f}", value, digits));
}

std::string signed_fixed(double value, int digits) {
  if (!std::isfinite(value)) return kUndefined;
  const std::string magnitude = fixed(std::abs(value), digits);
  if (magnitude.find_first_of("123456789") == std::string::npos) return magnitude;
  return (value < 0 ? "−" : "+") + magnitude;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return kUndefined;
  const double magnitude = std::abs(value);
  if (value == 0.0) return "0";
  if (magnitude < 1e-4 || magnitude >= 1e6) return fmt::format("{:.{}e}", value, digits - 1);
  const int before = static_cast<int>(std::floor(std::log10(magnitude))) + 1;
  return fmt::format("{:.{}f}", value, std::max(0, digits - before));
}

std::string grouped(std::int64_t count) {
  std::string digits = fmt::format("{}", count);
  const std::size_t start = count < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > start + 3;) {
    at -= 3;
    digits.insert(at, "\u202F");
  }
  return digits;
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return kUndefined;
  if (seconds < 9.95) return fmt::format("{:.{}f}\u00A0s", seconds, seconds < 0.995 ? 2 : 1);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{}\u00A0s", whole);
  if (whole < 3600) return fmt::format("{}\u00A0min {:02}\u00A0s", whole / 60, whole % 60);
  return fmt::format("{}\u00A0h {:02}\u00A0min", whole / 3600, whole % 3600 / 60);
}

std::string round_trip(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

int digits_by_error(double value, double error, int least) {
  constexpr int kMost = 8;
  const bool known = std::isfinite(error) && error != 0.0;
  const double shown = std::abs(known ? error : value);
  if (!std::isfinite(shown) || shown == 0.0) return least;
  const double exponent = std::floor(std::log10(shown));
  const bool leads_with_one = shown < 2.0 * std::pow(10.0, exponent);
  return std::clamp(static_cast<int>(-exponent) + (!known || leads_with_one ? 1 : 0), least, kMost);
}

int metric_digits(Unit unit, double value, double error) {
  if (unit == Unit::kShare) return digits_by_error(100.0 * value, 100.0 * error, 2);
  if (unit == Unit::kTarget) {
    // Targets have any size: of a thousand, digits after the point may say nothing.
    const bool known = std::isfinite(error) && error != 0.0;
    return known || value == 0.0 || !std::isfinite(value)
               ? digits_by_error(value, error, 0)
               : std::clamp(3 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 8);
  }
  return digits_by_error(value, error, std::abs(value) >= 10.0 ? 2 : 4);
}

std::string metric_value(Unit unit, double value, int digits) {
  return unit == Unit::kShare ? percent(value, digits) : fixed(value, digits);
}

std::string measured_value(Unit unit, double value) {
  if (unit == Unit::kShare) return percent(value);
  const bool is_whole = std::abs(value) < 1e15 && value == std::floor(value);
  return is_whole ? grouped(static_cast<std::int64_t>(value)) : significant(value, 4);
}

std::string with_unit(const std::string& title, Unit unit) {
  return unit == Unit::kNats ? title + " (nats)" : title;
}

MetricInfo epoch_figure(const std::string& key) {
  if (key == "accuracy") return {key, "Accuracy", bayes::Better::kHigher, Unit::kShare};
  if (key == "rmse") return {key, "RMSE", bayes::Better::kLower, Unit::kTarget};
  return {key, scale_title(key)};
}

const std::string& title_of(const MetricInfo& metric) {
  return metric.title.empty() ? metric.key : metric.title;
}

std::string short_title(const MetricInfo& metric) {
  if (metric.short_title.empty()) return title_of(metric);
  return metric.unit == Unit::kNats ? metric.short_title + ", nats" : metric.short_title;
}

std::string scale_title(const std::string& scale_name) {
  std::string title = scale_name;
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

}  // namespace report
