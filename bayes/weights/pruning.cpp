#include "bayes/weights/pruning.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>

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

std::vector<Candidate> candidates_of(const std::vector<WeightMoments>& moments, const WeightScore& score) {
  std::vector<Candidate> candidates;
  for (std::size_t tensor = 0; tensor < moments.size(); ++tensor) {
    const auto [mean, sd] = weight_values(moments[tensor]);
    for (std::size_t i = 0; i < mean.size(); ++i) {
      candidates.push_back({score(mean[i], sd[i]), std::abs(mean[i]), tensor, i});
    }
  }
  return candidates;
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
  std::nth_element(candidates.begin(), candidates.begin() + mask.removed, candidates.end());
  for (const auto& tensor : moments) mask.remove.push_back(torch::zeros(tensor.mean.sizes(), torch::kBool));
  for (std::int64_t i = 0; i < mask.removed; ++i) {
    const auto& candidate = candidates[static_cast<std::size_t>(i)];
    mask.remove[candidate.tensor].data_ptr<bool>()[candidate.position] = true;
  }
  return mask;
}

}  // namespace bayes
