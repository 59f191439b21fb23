#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bayes/bayes.h"
#include "benchmarks/workload.h"

namespace benchmarks {

struct LibraryMethod {
  std::string name;
  std::shared_ptr<bayes::InferenceMethod> method;
};

/// MAP, Bayes by Backprop by each estimator and MC dropout, for a prior of N(0, 0.1^2).
std::vector<LibraryMethod> library_methods(const Workload& workload);

/// What a method approximates the posterior of, in all programs.
bayes::Problem problem_of(const Workload& workload);

/// Images per second of `fit` (Adam with learning rate 1e-3, the workload's shards) for so many seconds.
double training_speed(bayes::InferenceMethod& method, const Workload& workload,
                      const bayes::LabelledImages& data, std::int64_t batch_size, double seconds,
                      bayes::ThreadPool& pool);

}  // namespace benchmarks
