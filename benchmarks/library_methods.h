#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/bayes.h"
#include "benchmarks/workload.h"

namespace benchmarks {

struct LibraryMethod {
  std::string name;
  std::shared_ptr<bayes::InferenceMethod> method;
};

/// What a method approximates the posterior of, in all programs: the prior is N(0, 0.1^2).
bayes::Problem problem_of(const Workload& workload);

/// "bayes_by_backprop/<estimator>" -> options, for all there are.
std::vector<std::pair<std::string, bayes::VariationalOptions>> estimators();

/// MAP, Bayes by Backprop by each estimator and MC dropout.
std::vector<LibraryMethod> library_methods(const Workload& workload);

/// Batches of so many, and the workload's shards.
bayes::TrainingOptions training_options(const Workload& workload, std::int64_t batch_size);

/// Images per second of `fit` (Adam with learning rate 1e-3) for so many seconds.
double training_speed(bayes::InferenceMethod& method, const Workload& workload, const bayes::Examples& data,
                      std::int64_t batch_size, double seconds, bayes::ThreadPool& pool);

/// Images per second of the `fit` of a whole deep ensemble, from begin to end, with 20 steps a member; an
/// image counts once for each member that sees it.
double ensemble_training_speed(std::int64_t members, const Workload& workload, const bayes::Examples& data,
                               std::int64_t batch_size, bayes::ThreadPool& pool);

/// The predictive of `draws` draws, as `bnn` computes it.
bayes::CategoricalPredictive predict(const bayes::InferenceMethod& method, const torch::Tensor& images,
                                     std::int64_t draws, bayes::ThreadPool& pool);
/// The same where every draw computes all layers anew: what so many passes cost, of a point too.
bayes::CategoricalPredictive predict_in_passes(const bayes::InferenceMethod& method,
                                               const torch::Tensor& images, std::int64_t passes,
                                               bayes::ThreadPool& pool);

}  // namespace benchmarks
