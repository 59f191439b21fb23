#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bayes/weights/pruning.h"
#include "experiments/run/runner.h"

namespace bnn {

/// A method without some of its weights.
struct PrunedMethod {
  std::unique_ptr<bayes::InferenceMethod> method;
  double share = 0.0;                                    ///< of the weights of each network, in [0, 1]
  std::int64_t removed = 0;                              ///< over all networks
  std::int64_t ranked_by_score = 0, ranked_by_mean = 0;  ///< of all weights, as of `bayes::PruningMask`
  std::optional<double> validation_accuracy = {};  ///< of what is left, where the share was chosen by it
};

/// Which of them went first, for people: "the most uncertain first", "the smallest first", or both.
std::string removed_first(const PrunedMethod& pruned);

/// Removes the weights of lowest score, or of least |mean| where a score tells nothing
/// (`bayes::pruning_mask`), from every network of the method by itself.
PrunedMethod pruned_to(double share, const bayes::InferenceMethod& method, const bayes::WeightScore& score);

/// How weights can be ordered for removal: "signal_to_noise", "kl".
std::vector<std::string> pruning_orders();

/// The score by that name. Throws `bayes::Error` (kUsage) where there is none of that name, and for "kl"
/// where the prior is not Gaussian or all weights of the method are points.
bayes::WeightScore pruning_order(const std::string& name, const TrainedRun& run);

/// The largest share in [0, 1] that passes, by bisection to 1/1024: `passes` is taken to hold up to some
/// share and not beyond. 0 where nothing larger passes.
double largest_share(const std::function<bool(double share)>& passes);

/// Removes as many weights as keep the accuracy on the validation images within `accuracy_loss` (a share) of
/// what it was. Throws `bayes::Error` (kUsage) where the run has no validation images.
PrunedMethod pruned_within(double accuracy_loss, const TrainedRun& run, const Splits& splits,
                           const bayes::WeightScore& score, const WatchedPool& pool);

}  // namespace bnn
