#include "notebooks_export/tables/text_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace report {
namespace {

constexpr std::size_t kColumns = 60;
constexpr std::size_t kBarColumns = 40;
const char* const kMarks[] = {"●", "○", "×", "+"};

// Means of equal parts over what is finite, so that at most kColumns are left.
std::vector<double> shortened(const std::vector<double>& values) {
  const std::size_t parts = std::min(values.size(), kColumns);
  std::vector<double> means;
  for (std::size_t part = 0; part < parts; ++part) {
    double sum = 0.0, count = 0.0;
    for (std::size_t i = part * values.size() / parts; i < (part + 1) * values.size() / parts; ++i) {
      if (!std::isfinite(values[i])) continue;
      sum += values[i];
      count += 1.0;
    }
    means.push_back(count > 0.0 ? sum / count : std::numeric_limits<double>::quiet_NaN());
  }
  return means;
}

// Eighths of a column, from the left.
std::string bar(double share) {
  static const char* const kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(std::llround(share * 8.0 * kBarColumns));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  return text + kEighths[eighths % 8];
}

std::size_t columns_of(double share) {
  return static_cast<std::size_t>((std::llround(share * 8.0 * kBarColumns) + 7) / 8);
}

}  // namespace

std::string curve_chart(const std::vector<Curve>& curves, std::size_t height) {
  std::vector<std::vector<double>> shown;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::size_t steps = 0;
  for (const auto& curve : curves) {
    shown.push_back(shortened(curve.values));
    steps = std::max(steps, shown.back().size());
    for (const double value : shown.back()) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (!(low <= high)) return "";
  const std::size_t pitch = std::clamp<std::size_t>(kColumns / steps, 1, 4);
  std::vector<std::vector<std::string>> rows(height, std::vector<std::string>(steps * pitch, " "));
  for (std::size_t c = curves.size(); c-- > 0;) {  // the first over the others
    for (std::size_t i = 0; i < shown[c].size(); ++i) {
      if (!std::isfinite(shown[c][i])) continue;
      const double share = high > low ? (shown[c][i] - low) / (high - low) : 0.0;
      const auto row =
          static_cast<std::size_t>(std::llround((1.0 - share) * static_cast<double>(height - 1)));
      rows[row][i * pitch] = kMarks[c % 4];
    }
  }
  std::string chart;
  for (std::size_t row = 0; row < height; ++row) {
    const bool is_labelled = row == 0 || row + 1 == height;
    std::string line =
        is_labelled ? fmt::format("{:>10.4f} ┤", row == 0 ? high : low) : std::string(11, ' ') + "│";
    for (const auto& cell : rows[row]) line += cell;
    chart += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  std::string names;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    names += fmt::format("{}{} {}", c == 0 ? "" : "   ", kMarks[c % 4], curves[c].name);
  }
  return chart + std::string(12, ' ') + names + "\n";
}

std::string reliability_chart(const std::vector<ReliabilityBin>& bins) {
  std::string chart;
  for (const auto& bin : bins) {
    if (bin.count == 0) continue;
    std::string line = bar(bin.accuracy);
    const std::size_t end = columns_of(bin.accuracy);
    const auto mark = static_cast<std::size_t>(std::llround(bin.mean_confidence * (kBarColumns - 1)));
    if (mark >= end) {
      line += std::string(mark - end, ' ') + "│" + std::string(kBarColumns - mark - 1, ' ');
    } else {
      // Inside the bar, whose full columns have three bytes each.
      line =
          line.substr(0, 3 * mark) + "┃" + line.substr(3 * (mark + 1)) + std::string(kBarColumns - end, ' ');
    }
    chart += fmt::format("{:.2f} to {:.2f} {} {:5.1f} % of {}\n", bin.low, bin.high, line,
                         100.0 * bin.accuracy, bin.count);
  }
  return chart;
}

}  // namespace report
