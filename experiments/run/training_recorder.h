#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "experiments/process/progress.h"
#include "experiments/run/time_ahead.h"
#include "experiments/saved_run/run_directory.h"

namespace bnn {

/// Follows the training of a run: shows its progress, keeps its history, saves a checkpoint after each epoch
/// and when a signal stops it. After the first second it says once how long the rest will take, unless all
/// of it takes less than two:
///
///     MAP, seed 0: about 3 min 20 s of training and 40 s of evaluation
class TrainingRecorder : public bayes::TrainingObserver {
 public:
  ///   steps_done  by all members together, before this training
  TrainingRecorder(const bayes::InferenceMethod& method, RunDirectory& directory, Progress& progress,
                   std::string label, std::vector<report::EpochRecord> history, std::int64_t steps_done,
                   const TimeAhead& ahead);

  bool on_step(const bayes::StepReport& step) override;
  bool wants_to_stop() const override;
  void on_last_kept(const bayes::LastKept& kept) override;
  void on_epoch(const bayes::EpochReport& epoch) override;
  void save_checkpoint();
  /// Ends the progress with a line that stays, after which a long evaluation is told of where it was not yet.
  void finish();

  const std::vector<report::EpochRecord>& history() const { return history_; }

 private:
  using Clock = std::chrono::steady_clock;

  void tell_pace(const bayes::StepReport& step);
  void tell_time(double of_training);

  const bayes::InferenceMethod& method_;
  RunDirectory& directory_;
  Progress& progress_;
  std::string label_;
  std::vector<report::EpochRecord> history_;
  std::optional<Progress::Work> work_;  // from the first step on
  std::int64_t steps_done_;             // by all members together
  std::int64_t members_ = 1;
  Clock::time_point last_epoch_ = Clock::now();
  bool epoch_ended_ = false;
  TimeAhead ahead_;
  std::int64_t steps_before_;  // as `steps_done_` began
  std::chrono::duration<double> began_ = progress_.now();
  bool validated_ = false;  // whether the time since then has an epoch's end in it
  bool time_is_told_ = false;
};

}  // namespace bnn
