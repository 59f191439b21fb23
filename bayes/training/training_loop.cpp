#include "bayes/training/training_loop.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/engine/fused_step.h"
#include "bayes/engine/generic_step.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/training/requirements.h"

namespace bayes {

using Clock = std::chrono::steady_clock;

// KL of the posteriors and -log prior of the points.
struct TrainingLoop::Complexity {
  double kl = 0;       // nats
  double counted = 0;  // with each posterior's not below its floor
  std::vector<TensorKl> by_tensor;
  std::vector<TensorScales> scales;
};

// Where training stands: plain numbers, each saved by its name.
struct TrainingLoop::Progress {
  double step = 0;  // steps done
  double best_validation_nll = std::numeric_limits<double>::infinity();
  // Sums over the epoch under way.
  double nll = 0, score = 0, examples = 0, complexity_factor = 0;
  double epochs_since_best = 0;
  double loss = 0;  // over the epoch under way

  template <class Self, class Visitor>
  static void visit_saved(Self& self, Visitor&& field) {
    field("step", self.step);
    field("best_validation_nll", self.best_validation_nll);
    field("nll", self.nll);
    field("correct", self.score);  // as it was when all targets were classes
    field("examples", self.examples);
    field("complexity_factor", self.complexity_factor);
    field("epochs_since_best", self.epochs_since_best);
    field("cross_entropy", self.loss);
  }

  State state() const {
    State state;
    visit_saved(*this,
                [&](const char* name, double value) { state[name] = torch::tensor(value, torch::kFloat64); });
    return state;
  }
  void restore(const State& state) {
    const auto like = torch::empty({}, torch::kFloat64);
    visit_saved(*this, [&](const char* name, double& value) {
      value = saved_tensor(state, name, like).item<double>();
    });
  }
  // As it was until 2026: all numbers in one tensor.
  void restore_unnamed(const torch::Tensor& numbers) {
    std::int64_t i = 0;
    visit_saved(*this, [&](const char*, double& value) { value = numbers[i++].item<double>(); });
  }

  Complexity complexity = {};  // of the step that ends the epoch
  bool has_full_kl = true;     // of that step: whether its factor on the KL is the full one
  Clock::time_point epoch_began = Clock::now();
  double examples_since = 0;
};

TrainingLoop::TrainingLoop(std::shared_ptr<Network> network, std::shared_ptr<const Prior> prior,
                           std::shared_ptr<const Likelihood> likelihood, std::uint64_t seed,
                           std::int64_t member, std::int64_t members)
    : network_(std::move(network)),
      prior_(std::move(prior)),
      likelihood_(std::move(likelihood)),
      seed_(mix_seed(seed, 0)),
      member_(member),
      members_(members),
      progress_(std::make_unique<Progress>()) {
  if (likelihood_ == nullptr) {
    throw Error("a network is to be trained without a likelihood", "TrainingLoop",
                "give the problem one, such as categorical({}, 10)");
  }
}

TrainingLoop::~TrainingLoop() = default;

namespace {

std::int64_t steps_per_epoch(const Training& training) {
  return (training.train.size() + training.options.batch_size - 1) / training.options.batch_size;
}

// The order in which an epoch goes through the data: a function of (seed, epoch).
torch::Tensor epoch_order(std::uint64_t seed, std::int64_t epoch, std::int64_t size) {
  auto generator =
      at::detail::createCPUGenerator(mix_seed(seed, 0x6F72646572ull + static_cast<std::uint64_t>(epoch)));
  return torch::randperm(size, generator, torch::kInt64);
}

// Puts the average in the weights' place, where there is one, while it lives.
class AveragedWeights {
 public:
  explicit AveragedWeights(std::optional<WeightAverage>& average) : average_(average) {
    if (average_) average_->swap();
  }
  ~AveragedWeights() {
    if (average_) average_->swap();
  }
  AveragedWeights(const AveragedWeights&) = delete;
  AveragedWeights& operator=(const AveragedWeights&) = delete;

 private:
  std::optional<WeightAverage>& average_;
};

}  // namespace

void TrainingLoop::prepare(const Training& training) {
  parameters_.clear();
  std::set<const torch::TensorImpl*> seen;  // a weight that has two names is trained once
  for (const auto& parameter : network_->named_parameters()) {
    const auto& value = parameter.value();
    if (value.defined() && seen.insert(value.unsafeGetTensorImpl()).second)
      parameters_.emplace_back(parameter.key(), value);
  }
  optimizer_ = training.optimizer(parameters_);
  require_trainable(*network_, *prior_, *likelihood_, training, *optimizer_);
  auto& figures = stage_.validation_nll;
  if (training.validation.size() > 0 && !figures) figures.emplace();
  if (averages_weights(training.options)) average_.emplace(parameters_);
  if (!restored_.empty()) take_restored();
  require_width(*network_, *likelihood_, training.train.inputs, seed_);
  complexity(training.options);  // throws here where the weights start, or were saved, with an infinite KL
  const auto options = step_options(training.options);
  step_ = fused_step(*network_, *prior_, *likelihood_, parameters_, *optimizer_, options, training.train,
                     training.pool, seed_);
  if (!step_)
    step_ = generic_step(*network_, *prior_, *likelihood_, parameters_, *optimizer_, options, training.pool);
}

void TrainingLoop::take_restored() {
  auto& figures = stage_.validation_nll;
  load_module_state(*network_, with_prefix_removed(restored_, "network"));
  optimizer_->restore(with_prefix_removed(restored_, "optimizer"));
  best_ = with_prefix_removed(restored_, "best");
  if (const auto numbers = torch::empty({8}, torch::kFloat64); restored_.count("progress") != 0) {
    progress_->restore_unnamed(saved_tensor(restored_, "progress", numbers));
  } else {
    progress_->restore(with_prefix_removed(restored_, "progress"));
  }
  if (const auto saved = restored_.find("validation_nll"); saved != restored_.end() && figures) {
    const auto numbers = saved->second.to(torch::kFloat64).contiguous();
    figures->assign(numbers.data_ptr<double>(), numbers.data_ptr<double>() + numbers.numel());
  }
  if (average_) average_->restore(with_prefix_removed(restored_, "average"));
  restored_.clear();
}

bool TrainingLoop::run(const Training& training) {
  prepare(training);
  const std::int64_t per_epoch = steps_per_epoch(training);
  const std::int64_t steps = per_epoch * training.options.epochs;
  order_ = torch::Tensor();
  const auto out_of_patience = [&] {
    return training.options.patience > 0 && progress_->epochs_since_best >= training.options.patience;
  };
  while (static_cast<std::int64_t>(progress_->step) < steps && !out_of_patience()) {
    const auto done = static_cast<std::int64_t>(progress_->step);
    if (done % per_epoch == 0 || !order_.defined()) {
      order_ = epoch_order(seed_, done / per_epoch, training.train.size());
      progress_->epoch_began = Clock::now();
      progress_->examples_since = 0;
      network_->train();
    }
    const double nll = step(training);
    if (average_) average_->add(share_in_average(training.options, done + 1, per_epoch));
    const bool ends_epoch = (done + 1) % per_epoch == 0;
    if (ends_epoch) end_epoch(training);
    const std::int64_t size = training.train.size();
    const std::int64_t in_epoch = std::min((done % per_epoch + 1) * training.options.batch_size, size);
    const StepReport report{member_,
                            members_,
                            done + 1,
                            steps,
                            done / per_epoch * size + in_epoch,
                            training.options.epochs * size,
                            nll};
    const bool is_last = done + 1 == steps || out_of_patience();
    if (!training.observer.on_step(report) && !is_last) return false;
  }
  step_ = nullptr;               // its buffers are several times the size of the weights
  complexity(training.options);  // throws where the last update left an infinite KL
  network_->eval();
  if (!best_.empty()) {
    load_module_state(*network_, best_);
  } else {
    if (average_) average_->swap();
    if (training.validation.size() > 0) report_last_kept(training);
  }
  return true;
}

// Only this keeps every epoch from being the best: the last one ends nearest to the full factor, and is one
// of those that are averaged where any are.
void TrainingLoop::report_last_kept(const Training& training) const {
  training.observer.on_last_kept(
      {member_, members_, "no epoch ended with the full factor on the KL (training.kl_warmup_epochs)"});
}

double TrainingLoop::kl_share_now(const Training& training) const {
  const auto& options = training.options;
  const double epochs_done = progress_->step / static_cast<double>(steps_per_epoch(training));
  return kl_share({options.kl_warmup_epochs, options.kl_warmup_shape, options.kl_cycles}, epochs_done,
                  static_cast<double>(options.epochs));
}

double TrainingLoop::kl_factor(const Training& training) const {
  const auto& options = training.options;
  const double whole = options.tempering == Tempering::kPosterior ? 1.0 : options.temperature;
  return whole * kl_share_now(training) / static_cast<double>(training.train.size());
}

double TrainingLoop::current_learning_rate(const Training& training) {
  const double steps = static_cast<double>(steps_per_epoch(training) * training.options.epochs);
  const double warmup = training.options.warmup_epochs * static_cast<double>(steps_per_epoch(training));
  const double grown = warmup > 0.0 ? std::min(1.0, (progress_->step + 1.0) / warmup) : 1.0;
  stage_.progress = progress_->step / steps;
  return optimizer_->learning_rate() * grown * training.schedule(stage_);
}

// As the last step of an epoch finds it.
TrainingLoop::Complexity TrainingLoop::complexity(const TrainingOptions& options) const {
  const auto step = static_cast<std::uint32_t>(progress_->step);
  const Draw::Key key{seed_, Stream::kTraining, step, 0};
  const torch::NoGradGuard no_grad;
  Complexity complexity;
  for (const auto& tensor : finite_complexity(*network_, *prior_, key)) {
    complexity.kl += tensor.kl;
    complexity.by_tensor.push_back({tensor.name, tensor.kl});
    if (!tensor.scales.empty()) complexity.scales.push_back({tensor.name, tensor.scales});
  }
  complexity.counted = complexity.kl;
  if (options.free_nats > 0.0) {
    const Draw draw(key, 0, Draw::Kl::kSkip);
    const auto counted = kl_divergence(*network_, options.free_nats) + point_penalty(*network_, *prior_);
    complexity.counted = counted.item<double>();
  }
  if (const double factor = entropy_factor(options); factor != 1.0)
    complexity.counted += (1.0 - factor) * entropy(*network_).item<double>();
  return complexity;
}

double TrainingLoop::step(const Training& training) {
  const auto done = static_cast<std::int64_t>(progress_->step);
  const std::int64_t per_epoch = steps_per_epoch(training);
  const std::int64_t begin = done % per_epoch * training.options.batch_size;
  const std::int64_t size = std::min(training.options.batch_size, training.train.size() - begin);
  if ((done + 1) % per_epoch == 0) {
    progress_->complexity = complexity(training.options);
    progress_->has_full_kl = kl_share_now(training) == 1.0;
  }
  const StepSettings settings{{seed_, Stream::kTraining, static_cast<std::uint32_t>(done), 0},
                              kl_factor(training),
                              current_learning_rate(training),
                              training.options.free_nats,
                              entropy_factor(training.options)};
  const auto result = step_->run(training.train, order_.narrow(0, begin, size), settings);

  const auto examples = static_cast<double>(size);
  progress_->step += 1;
  progress_->nll += result.nll;
  progress_->loss += result.loss;
  progress_->score += result.score;
  progress_->examples += examples;
  progress_->complexity_factor += settings.complexity_factor * examples;
  progress_->examples_since += examples;
  return result.nll / examples;
}

// The figures of the network as it will be used, and whether it is the best so far.
void TrainingLoop::validate(const Training& training, EpochReport& report) {
  const AveragedWeights averaged(average_);
  network_->eval();
  const Draw::Key key{seed_, Stream::kValidation, static_cast<std::uint32_t>(report.epoch), 0};
  const auto predictive = sample_predictive(
      *likelihood_,
      [this](const torch::Tensor& inputs, const Draw::Key& of_draw, const torch::Tensor& examples) {
        const Draw draw(of_draw, examples, Draw::Kl::kSkip);
        return network_->forward(inputs);
      },
      keyed_by_place(training.validation.inputs), training.options.validation_draws, key, training.pool);
  const auto& targets = training.validation.targets;
  report.validation_nll = -predictive->log_density(targets).mean().item<double>();
  report.validation_figure = likelihood_->figure().of(predictive->scores(targets).sum().item<double>(),
                                                      static_cast<double>(training.validation.size()));
  if (!std::isfinite(report.validation_nll)) {
    throw Error("the validation loss is not a finite number", "epoch " + std::to_string(report.epoch),
                "lower training.optimizer.learning_rate", Fault::kDiverged);
  }
  if (!progress_->has_full_kl) return;  // another objective, whose figures do not compare
  stage_.validation_nll->push_back(report.validation_nll);
  if (report.epoch < training.options.swa_start) return;  // not yet what will be kept
  progress_->epochs_since_best += 1;
  if (report.validation_nll < progress_->best_validation_nll) {
    progress_->epochs_since_best = 0;
    progress_->best_validation_nll = report.validation_nll;
    best_ = module_state(*network_);
  }
}

void TrainingLoop::end_epoch(const Training& training) {
  EpochReport report;
  report.member = member_;
  report.epoch = static_cast<std::int64_t>(progress_->step) / steps_per_epoch(training);
  report.kl = progress_->complexity.kl;
  report.kl_by_tensor = progress_->complexity.by_tensor;
  report.learnt_scales = progress_->complexity.scales;
  report.train_nll = progress_->nll / progress_->examples;
  report.train_loss = progress_->loss / progress_->examples +
                      progress_->complexity_factor / progress_->examples * progress_->complexity.counted;
  report.figure = likelihood_->figure().key;
  report.train_figure = likelihood_->figure().of(progress_->score, progress_->examples);
  report.learning_rate = current_learning_rate(training);
  report.validation_nll = report.validation_figure = std::numeric_limits<double>::quiet_NaN();
  if (training.validation.size() > 0) validate(training, report);
  report.seconds = std::chrono::duration<double>(Clock::now() - progress_->epoch_began).count();
  report.examples_per_second = progress_->examples_since / std::max(report.seconds, 1e-9);
  progress_->nll = progress_->score = progress_->examples = progress_->complexity_factor = 0.0;
  progress_->loss = 0.0;
  training.observer.on_epoch(report);
}

State TrainingLoop::state() const {
  State state;
  if (!restored_.empty()) return restored_;
  if (!optimizer_) return state;  // not begun: the seed says all
  require_finite_buffers(*network_);
  add_with_prefix(state, "network", module_state(*network_));
  add_with_prefix(state, "optimizer", optimizer_->state());
  add_with_prefix(state, "best", best_);
  if (average_) add_with_prefix(state, "average", average_->state());
  if (const auto& figures = stage_.validation_nll; figures && !figures->empty())
    state["validation_nll"] = torch::tensor(*figures, torch::kFloat64);
  add_with_prefix(state, "progress", progress_->state());
  return state;
}

void TrainingLoop::restore(State state) { restored_ = std::move(state); }

}  // namespace bayes
