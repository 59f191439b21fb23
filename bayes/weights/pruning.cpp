#include "bayes/weights/pruning.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "bayes/core/error.h"

namespace bayes {
namespace {

struct Candidate {
  double score;
  double absolute_mean;
  std::size_t tensor;
  std::size_t position;

  bool operator<(const Candidate& other) const {
    return std::tie(score, absolute_mean, tensor, position) <
           std::tie(other.score, other.absolute_mean, other.tensor, other.position);
  }
};

/// All weights, by what orders them.
struct Candidates {
  std::vector<Candidate> zero;  // by position
  std::vector<Candidate> by_score;
  std::vector<Candidate> by_mean;

  std::size_t size() const { return zero.size() + by_score.size() + by_mean.size(); }
};

/// Whether sd / |mean| is one number for all weights of a tensor, be it 0. The moments of weights behind
/// dropout are float32 products of |mean| with one factor: each ratio is off by at most half a unit in the
/// last place, 2^-24, and two of them by twice that. Twice as much again is far below any difference that was
/// learnt. Subnormal numbers, whose rounding is coarser, do not say; nor does a single weight, unless it is a
/// point.
bool has_one_ratio(const WeightValues& weights) {
  constexpr double kRounding = 0x1p-22;
  constexpr double kSmallest = std::numeric_limits<float>::min();
  double least = std::numeric_limits<double>::infinity(), most = 0.0;
  std::int64_t compared = 0;
  for (std::size_t i = 0; i < weights.mean.size(); ++i) {
    const double magnitude = std::abs(weights.mean[i]), sd = weights.sd[i];
    if (magnitude == 0.0 && sd > 0.0) return false;
    if (magnitude < kSmallest || (sd > 0.0 && sd < kSmallest)) continue;
    least = std::min(least, sd / magnitude);
    most = std::max(most, sd / magnitude);
    ++compared;
  }
  return most == 0.0 || (compared > 1 && most <= least * (1.0 + kRounding));
}

Candidates candidates_of(const std::vector<WeightMoments>& moments, const WeightScore& score) {
  Candidates all;
  for (std::size_t tensor = 0; tensor < moments.size(); ++tensor) {
    const auto weights = weight_values(moments[tensor]);
    const auto& [mean, sd] = weights;
    const bool by_mean = has_one_ratio(weights);
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const double magnitude = std::abs(mean[i]);
      if (mean[i] == 0.0 && sd[i] == 0.0) {
        all.zero.push_back({0.0, 0.0, tensor, i});
      } else if (by_mean) {
        all.by_mean.push_back({magnitude, magnitude, tensor, i});
      } else {
        all.by_score.push_back({score(mean[i], sd[i]), magnitude, tensor, i});
      }
    }
  }
  return all;
}

/// How many of the `count` smallest by |mean|, of both kinds together, are among those with a score.
std::int64_t scored_among_smallest(const Candidates& candidates, std::int64_t count) {
  if (candidates.by_mean.empty()) return count;
  if (candidates.by_score.empty()) return 0;
  std::vector<std::pair<double, bool>> magnitudes;  // |mean|, whether it has a score
  for (const auto& candidate : candidates.by_score) magnitudes.emplace_back(candidate.absolute_mean, true);
  for (const auto& candidate : candidates.by_mean) magnitudes.emplace_back(candidate.absolute_mean, false);
  std::nth_element(magnitudes.begin(), magnitudes.begin() + count, magnitudes.end());
  return std::count_if(magnitudes.begin(), magnitudes.begin() + count,
                       [](const auto& m) { return m.second; });
}

/// Marks the `count` lowest of `candidates`.
void mark_lowest(std::vector<Candidate>& candidates, std::int64_t count, PruningMask& mask) {
  std::nth_element(candidates.begin(), candidates.begin() + count, candidates.end());
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& candidate = candidates[static_cast<std::size_t>(i)];
    mask.remove[candidate.tensor].data_ptr<bool>()[candidate.position] = true;
  }
}

}  // namespace

WeightScore kl_cost(const Prior::Normal& prior) {
  return [prior](double mean, double sd) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (sd == 0.0) return mean == 0.0 ? -kInfinity : kInfinity;
    const double squares = sd * sd + (mean - prior.mean) * (mean - prior.mean);
    return std::log(prior.sd / sd) + squares / (2.0 * prior.sd * prior.sd) - 0.5;
  };
}

PruningMask pruning_mask(const std::vector<WeightMoments>& moments, double share, const WeightScore& score) {
  if (!(share >= 0.0 && share <= 1.0)) {
    throw Error("share of weights to remove is " + std::to_string(share), "pruning",
                "choose a share in [0, 1]");
  }
  auto candidates = candidates_of(moments, score);
  PruningMask mask;
  mask.removed = std::llround(share * static_cast<double>(candidates.size()));
  mask.ranked_by_score = static_cast<std::int64_t>(candidates.by_score.size());
  mask.ranked_by_mean = static_cast<std::int64_t>(candidates.by_mean.size());
  for (const auto& tensor : moments) mask.remove.push_back(torch::zeros(tensor.mean.sizes(), torch::kBool));
  const auto zero = std::min(mask.removed, static_cast<std::int64_t>(candidates.zero.size()));
  const auto by_score = scored_among_smallest(candidates, mask.removed - zero);
  mark_lowest(candidates.zero, zero, mask);
  mark_lowest(candidates.by_score, by_score, mask);
  mark_lowest(candidates.by_mean, mask.removed - zero - by_score, mask);
  return mask;
}

}  // namespace bayes
