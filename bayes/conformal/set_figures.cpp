#include "bayes/conformal/set_figures.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "bayes/core/error.h"
#include "bayes/core/interval.h"
#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

constexpr double kNormalQuantile975 = 1.959963984540054;

struct Tally {
  std::int64_t examples = 0;
  std::int64_t covered = 0;
};

std::vector<Coverage> coverages_of(const std::vector<Tally>& tallies) {
  std::vector<Coverage> coverages;
  for (const auto& tally : tallies) coverages.push_back(coverage_of(tally.covered, tally.examples));
  return coverages;
}

}  // namespace

Coverage coverage_of(std::int64_t covered, std::int64_t examples) {
  if (covered < 0 || covered > examples) {
    throw Error(std::to_string(covered) + " of " + std::to_string(examples) + " examples", "coverage_of",
                "count the covered among the examples");
  }
  if (examples == 0) return {0, 0, std::numeric_limits<double>::quiet_NaN(), 0.0, 1.0};
  const auto [low, high] = binomial_interval(static_cast<double>(covered), examples);
  return {examples, covered, static_cast<double>(covered) / static_cast<double>(examples), low, high};
}

SetFigures set_figures(const torch::Tensor& sets, const torch::Tensor& labels) {
  if (!sets.defined() || sets.dim() != 2 || sets.scalar_type() != torch::kBool || sets.numel() == 0) {
    throw Error("the sets are not booleans of shape [examples, classes]", "set_figures",
                "give what SplitConformal::sets returns");
  }
  const std::int64_t examples = sets.size(0), classes = sets.size(1);
  const auto truth = checked_labels(labels, examples, classes);
  const auto held = sets.to(torch::kCPU).contiguous();
  const bool* row = held.data_ptr<bool>();
  std::vector<Tally> by_class(static_cast<std::size_t>(classes)),
      by_size(static_cast<std::size_t>(classes) + 1);
  Tally all;
  std::int64_t members = 0;
  for (const auto label : truth) {
    std::size_t size = 0;
    for (std::int64_t c = 0; c < classes; ++c) size += row[c] ? 1 : 0;
    members += static_cast<std::int64_t>(size);
    for (Tally* tally : {&all, &by_class[static_cast<std::size_t>(label)], &by_size[size]}) {
      ++tally->examples;
      tally->covered += row[label] ? 1 : 0;
    }
    row += classes;
  }
  const auto share = [&](std::int64_t count) {
    return static_cast<double>(count) / static_cast<double>(examples);
  };
  const double mean_size = share(members);
  double squares = 0.0;
  for (std::size_t size = 0; size < by_size.size(); ++size) {
    const double off = static_cast<double>(size) - mean_size;
    squares += static_cast<double>(by_size[size].examples) * off * off;
  }
  const auto n = static_cast<double>(examples);
  const double half = examples > 1 ? kNormalQuantile975 * std::sqrt(squares / (n - 1.0) / n)
                                   : std::numeric_limits<double>::quiet_NaN();
  return {coverage_of(all.covered, all.examples),
          mean_size,
          mean_size - half,
          mean_size + half,
          share(by_size[0].examples),
          share(by_size[1].examples),
          coverages_of(by_class),
          coverages_of(by_size)};
}

}  // namespace bayes
