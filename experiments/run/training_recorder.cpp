#include "experiments/run/training_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "experiments/process/interruption.h"
#include "notebooks_export/text/figures.h"

namespace bnn {
namespace {

// Of training, after which its pace is known: buffers and caches are warm.
constexpr double kSecondsOfPace = 1;
// That a whole run takes, for its time to be worth a line.
constexpr double kWorthTelling = 2;

std::string figure_text(const std::string& figure, double value) {
  if (report::epoch_figure(figure).unit != report::Unit::kShare)
    return fmt::format("{} {:.4g}", figure, value);
  return fmt::format("{} {:.2f} %", figure, 100.0 * value);
}

}  // namespace

TrainingRecorder::TrainingRecorder(const bayes::InferenceMethod& method, RunDirectory& directory,
                                   Progress& progress, std::string label,
                                   std::vector<report::EpochRecord> history, std::int64_t steps_done,
                                   const TimeAhead& ahead)
    : method_(method),
      directory_(directory),
      progress_(progress),
      label_(std::move(label)),
      history_(std::move(history)),
      steps_done_(steps_done),
      ahead_(ahead),
      steps_before_(steps_done) {}

bool TrainingRecorder::on_step(const bayes::StepReport& step) {
  ++steps_done_;
  members_ = step.members;
  const std::int64_t examples = steps_done_ * step.examples_in_all / step.steps;
  if (!work_) work_ = progress_.start(label_, step.members * step.examples_in_all, examples);
  const std::string member =
      step.members > 1 ? fmt::format("member {}/{}, ", step.member + 1, step.members) : "";
  work_->update(examples, fmt::format("{}nll {:.4f}", member, step.nll));
  tell_pace(step);
  // After the step report, so that the number of steps in the file's name is that of the state in it.
  if (epoch_ended_) save_checkpoint();
  epoch_ended_ = false;
  return pending_signal() == 0;
}

bool TrainingRecorder::wants_to_stop() const { return pending_signal() != 0; }

void TrainingRecorder::tell_pace(const bayes::StepReport& step) {
  const double seconds = (progress_.now() - began_).count();
  const std::int64_t steps = step.members * step.steps, left = steps - steps_done_;
  if (time_is_told_ || seconds < kSecondsOfPace || left <= 0) return;
  double training = static_cast<double>(left) * seconds / static_cast<double>(steps_done_ - steps_before_);
  if (!validated_) training += ahead_.validation * static_cast<double>(left) / static_cast<double>(steps);
  tell_time(training);
}

void TrainingRecorder::tell_time(double of_training) {
  time_is_told_ = true;
  const double all = (progress_.now() - began_).count() + of_training + ahead_.evaluation;
  if (all < kWorthTelling) return;
  std::string parts;
  if (of_training > 0) {
    parts = as_duration(of_training) + " of training";
    if (ahead_.may_be_less) parts += " (less where patience ends it)";
  }
  if (ahead_.evaluation > 0) {
    parts += (parts.empty() ? "" : " and ") + as_duration(ahead_.evaluation) + " of evaluation";
  }
  progress_.line(fmt::format("{}: about {}", label_, parts));
}

void TrainingRecorder::on_epoch(const bayes::EpochReport& epoch) {
  validated_ = true;
  report::EpochRecord record;
  record.member = epoch.member;
  record.epoch = epoch.epoch;
  record.train_loss = epoch.train_loss;
  record.train_nll = epoch.train_nll;
  record.kl = epoch.kl;
  for (const auto& [name, kl] : epoch.kl_by_tensor) record.kl_by_tensor.push_back({name, kl});
  for (const auto& [name, scales] : epoch.learnt_scales) {
    for (const auto& [scale, value] : scales) record.learnt_scales.push_back({name, scale, value});
  }
  record.figure = epoch.figure;
  record.train_figure = epoch.train_figure;
  record.validation_nll = epoch.validation_nll;
  record.validation_figure = epoch.validation_figure;
  record.learning_rate = epoch.learning_rate;
  // Of members that train side by side, what each adds to the time that all take.
  const auto now = Clock::now();
  record.seconds = std::min(epoch.seconds, std::chrono::duration<double>(now - last_epoch_).count());
  last_epoch_ = now;
  record.examples_per_second = epoch.examples_per_second;
  // Members that train side by side come in any order, the history in that of the members.
  const auto later = std::find_if(history_.begin(), history_.end(),
                                  [&](const auto& other) { return other.member > record.member; });
  history_.insert(later, record);
  const std::string validation = std::isnan(record.validation_nll)
                                     ? ""
                                     : fmt::format(", validation nll {:.4f}, {}", record.validation_nll,
                                                   figure_text(record.figure, record.validation_figure));
  const std::string member = members_ > 1 ? fmt::format(" of member {}/{}", record.member + 1, members_) : "";
  progress_.line(fmt::format("{}: epoch {}{}, train nll {:.4f}{}, {:.0f} examples/s", label_, record.epoch,
                             member, record.train_nll, validation, record.examples_per_second));
  epoch_ended_ = true;
}

void TrainingRecorder::on_last_kept(const bayes::LastKept& kept) {
  const std::string member =
      kept.members > 1 ? fmt::format(" of member {}/{}", kept.member + 1, kept.members) : "";
  progress_.line(
      fmt::format("warning: {}: the last epoch{} is kept and no best one: {}", label_, member, kept.reason));
}

void TrainingRecorder::finish() {
  if (work_) work_->finish();
  if (!time_is_told_ && pending_signal() == 0 && ahead_.evaluation >= kWorthTelling) tell_time(0.0);
}

void TrainingRecorder::save_checkpoint() {
  directory_.save_checkpoint(method_.training_state(), history_, steps_done_);
}

}  // namespace bnn
