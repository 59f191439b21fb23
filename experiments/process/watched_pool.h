#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "bayes/metrics/resampling/run_jobs.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/runtime/thread_pool.h"
#include "experiments/process/progress.h"

namespace bnn {

/// The threads of a measurement that a person can watch and stop: each stage shows its rate and the time
/// left, one that took two seconds or more leaves a line, and a signal ends it between two jobs
/// (`Interrupted`). None of it changes a number.
struct WatchedPool {
  bayes::ThreadPool& pool;
  Progress& progress;
  std::string label;  ///< of the run; may be empty

  /// Says that so many more units are done; from any thread.
  using Done = std::function<void(std::int64_t more)>;

  /// Does `work` of `total` units as a stage.
  void stage(const std::string& name, std::int64_t total, const std::string& unit,
             const std::function<void(const Done& done)>& work) const;

  /// Runs jobs as a stage; `unit` names what a job is.
  bayes::RunJobs jobs(const std::string& name, const std::string& unit) const;

  /// `bayes::sample_predictive` as a stage.
  bayes::CategoricalPredictive predict(const std::string& name, const bayes::SampleLogits& sample_logits,
                                       const bayes::KeyedImages& images, std::int64_t draws,
                                       const bayes::Draw::Key& key) const;
  /// The same of any likelihood.
  std::unique_ptr<bayes::Predictive> predict(const std::string& name, const bayes::Likelihood& likelihood,
                                             const bayes::SampleLogits& network,
                                             const bayes::KeyedImages& inputs, std::int64_t draws,
                                             const bayes::Draw::Key& key) const;
};

}  // namespace bnn
