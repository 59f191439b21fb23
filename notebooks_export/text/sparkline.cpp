#include "notebooks_export/text/sparkline.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace report {
namespace {

// Means of equal parts, so that at most `width` are left.
std::vector<double> condensed(const std::vector<double>& values, std::size_t width) {
  if (values.size() <= width) return values;
  std::vector<double> means;
  for (std::size_t part = 0; part < width; ++part) {
    const std::size_t begin = part * values.size() / width, end = (part + 1) * values.size() / width;
    double sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) sum += values[i];
    means.push_back(sum / static_cast<double>(end - begin));
  }
  return means;
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
  static const char* const kBlocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto shown = condensed(values, width);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : shown) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  std::string line;
  for (const double value : shown) {
    if (!std::isfinite(value)) {
      line += ' ';
      continue;
    }
    const double share = high > low ? (value - low) / (high - low) : 0.0;
    line += kBlocks[std::min<std::size_t>(7, static_cast<std::size_t>(share * 8.0))];
  }
  return line;
}

}  // namespace report
