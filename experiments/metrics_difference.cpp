#include "experiments/metrics_difference.h"

#include <fmt/format.h>

#include "experiments/compared_runs.h"

namespace bnn {
namespace {

std::string with_interval(const report::Estimate& estimate) {
  return fmt::format("{:.4f} [{:.4f}, {:.4f}]", estimate.value, estimate.low, estimate.high);
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
  for (std::size_t i = 0; i < ours.size(); ++i) {
    table.rows.push_back(
        {ours[i].title, Cell::figure(with_interval(ours[i].estimate)),
         Cell::figure(with_interval(theirs[i].estimate)),
         Cell::figure(fmt::format("{:+.4f}", theirs[i].estimate.value - ours[i].estimate.value))});
  }
  return table;
}

}  // namespace bnn
