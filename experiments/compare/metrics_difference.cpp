#include "experiments/compare/metrics_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiments/compare/compared_runs.h"
#include "notebooks_export/tables/enough_draws.h"
#include "notebooks_export/text/figures.h"

namespace bnn {
namespace {

std::string with_interval(const report::Estimate& estimate, int digits) {
  const auto figure = [&](double value) { return report::fixed(value, digits); };
  if (std::isnan(estimate.low) || std::isnan(estimate.high)) return figure(estimate.value);
  return figure(estimate.value) + " [" + figure(estimate.low) + ", " + figure(estimate.high) + "]";
}

// Alike for both, by the smaller error.
int digits_of(const report::Estimate& ours, const report::Estimate& theirs) {
  constexpr int kLeast = 4;
  return std::max(report::digits_by_error(ours.value, report::error_over_images(ours), kLeast),
                  report::digits_by_error(theirs.value, report::error_over_images(theirs), kLeast));
}

// With its sign, also where it is 0.
std::string with_sign(double difference, int digits) {
  return std::isfinite(difference) ? fmt::format("{:+.{}f}", difference, digits)
                                   : report::fixed(difference, digits);
}

}  // namespace

report::Table metrics_difference(const std::filesystem::path& first, const std::string& first_title,
                                 const std::filesystem::path& second, const std::string& second_title) {
  using report::Align;
  using report::Cell;
  const auto ours = read_compared_run(first).metrics, theirs = read_compared_run(second).metrics;
  report::Table table{"",
                      {{"Metric"},
                       {first_title, Align::kRight},
                       {second_title, Align::kRight},
                       {"Second − first", Align::kRight}},
                      {}};
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()) && ours[i].key == theirs[i].key; ++i) {
    const int digits = digits_of(ours[i].estimate, theirs[i].estimate);
    const double difference = theirs[i].estimate.value - ours[i].estimate.value;
    table.rows.push_back({ours[i].title, Cell::figure(with_interval(ours[i].estimate, digits)),
                          Cell::figure(with_interval(theirs[i].estimate, digits)),
                          Cell::figure(with_sign(difference, digits))});
  }
  return table;
}

}  // namespace bnn
