#include "bayes/metrics/resampling/monte_carlo_error.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

namespace bayes {
namespace {

constexpr std::int64_t kSections = 8;

std::int64_t sections_of(std::int64_t draws) {
  std::int64_t sections = 1;
  while (2 * sections <= std::min(draws, kSections)) sections *= 2;
  return sections;
}

/// Entry of the Hadamard matrix by Sylvester's construction, as a sign: rows but the first are balanced.
bool is_in_first_half(std::int64_t row, std::int64_t section) {
  bool even = true;
  for (std::int64_t common = row & section; common != 0; common &= common - 1) even = !even;
  return even;
}

std::vector<bool> half_of(std::int64_t sections, std::int64_t row, bool first) {
  std::vector<bool> half;
  for (std::int64_t section = 0; section < sections; ++section) {
    half.push_back(is_in_first_half(row, section) == first);
  }
  return half;
}

}  // namespace

std::vector<double> monte_carlo_errors(const Measured& measured, const RunJobs& run) {
  std::vector<double> errors(measured.metrics(), 0.0);
  const std::int64_t sections = sections_of(measured.draws());
  if (sections == 1) return errors;
  const std::int64_t size = measured.draws() / sections;
  std::vector<std::unique_ptr<Measured>> parts(static_cast<std::size_t>(sections));
  run(sections,
      [&](std::int64_t section) { parts[section] = measured.some_draws(section * size, size)->condensed(); });
  std::vector<std::vector<double>> of_halves(static_cast<std::size_t>(2 * (sections - 1)));
  run(2 * (sections - 1), [&](std::int64_t half) {
    of_halves[half] = measured.joined(parts, half_of(sections, 1 + half / 2, half % 2 == 0))->values();
  });
  const auto used = static_cast<double>(size * sections);
  for (std::size_t m = 0; m < errors.size(); ++m) {
    double squares = 0.0;
    for (std::size_t half = 0; half < of_halves.size(); half += 2) {
      squares += std::pow(of_halves[half][m] - of_halves[half + 1][m], 2);
    }
    const double variance = squares / 4.0 / static_cast<double>(sections - 1);
    errors[m] = std::sqrt(variance * used / static_cast<double>(measured.draws()));
  }
  return errors;
}

}  // namespace bayes
