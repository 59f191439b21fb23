#pragma once

#include <string>
#include <vector>

namespace report {

/// The metrics (rows with a `key`) that a table or chart shows: those of `keys`, in that order, as far as
/// there are such; all of them where `keys` is empty. Points into `metrics`.
template <class Row>
std::vector<const Row*> shown_metrics(const std::vector<Row>& metrics, const std::vector<std::string>& keys) {
  std::vector<const Row*> shown;
  if (keys.empty()) {
    for (const Row& metric : metrics) shown.push_back(&metric);
  }
  for (const std::string& key : keys) {
    for (const Row& metric : metrics) {
      if (metric.key == key) shown.push_back(&metric);
    }
  }
  return shown;
}

}  // namespace report
