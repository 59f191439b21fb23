#pragma once

#include <rapidcheck.h>
#include <torch/types.h>

#include <cstdint>
#include <iostream>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// A predictive and labels to state a property of.
struct RandomCases {
  CategoricalPredictive predictive;
  torch::Tensor labels;
};

inline void showValue(const RandomCases& cases, std::ostream& stream) {
  stream << "probabilities " << cases.predictive.log_probabilities().exp() << "\nlabels " << cases.labels;
}

/// S in [1, 4], N in [1, 40], C in [2, 6]. A scale of 800 gives probabilities of exactly 0 and 1; one of
/// 0 makes all probabilities equal, so that there are ties.
inline rc::Gen<RandomCases> random_cases() {
  using rc::gen::inRange;
  const auto shape =
      rc::gen::tuple(inRange<std::int64_t>(1, 5), inRange<std::int64_t>(1, 41), inRange<std::int64_t>(2, 7));
  const auto rest =
      rc::gen::pair(rc::gen::arbitrary<std::uint32_t>(), rc::gen::element(0.0, 0.5, 4.0, 800.0));
  return rc::gen::map(rc::gen::pair(shape, rest), [](const auto& drawn) {
    const auto [draws, examples, classes] = drawn.first;
    const auto [seed, scale] = drawn.second;
    torch::manual_seed(seed);
    const auto logits = torch::randn({draws, examples, classes}, torch::kFloat64) * scale;
    const auto labels = torch::randint(classes, {examples}, torch::kInt64);
    return RandomCases{CategoricalPredictive{logits.log_softmax(/*dim=*/2)}, labels};
  });
}

}  // namespace bayes
