#include "benchmarks/library_methods.h"

#include <algorithm>

#include "bayes/likelihoods/categorical.h"
#include "benchmarks/rounds.h"

namespace benchmarks {
namespace {

// Ends the training when its time is over.
class TimeLimit : public bayes::TrainingObserver {
 public:
  explicit TimeLimit(double seconds) : clock(seconds) {}
  bool on_step(const bayes::StepReport&) override { return clock.goes_on(); }

  StepClock clock;
};

}  // namespace

bayes::Problem problem_of(const Workload& workload) {
  bayes::GaussianPriorOptions prior;
  prior.sigma = 0.1;
  bayes::Problem problem;
  problem.architecture = workload.architecture;
  problem.prior = bayes::GaussianPrior(prior).ptr();
  problem.likelihood = bayes::categorical({}, 10);
  return problem;
}

std::vector<std::pair<std::string, bayes::VariationalOptions>> estimators() {
  std::vector<std::pair<std::string, bayes::VariationalOptions>> all;
  for (const auto& [name, estimator] : bayes::enum_names(bayes::Estimator{})) {
    bayes::VariationalOptions options;
    options.estimator = estimator;
    all.emplace_back(std::string("bayes_by_backprop/") + name, options);
  }
  return all;
}

std::vector<LibraryMethod> library_methods(const Workload& workload) {
  const auto problem = problem_of(workload);
  std::vector<LibraryMethod> methods{{"map", bayes::map({}, problem)}};
  for (const auto& [name, options] : estimators()) {
    methods.push_back({name, bayes::bayes_by_backprop({options}, problem)});
  }
  methods.push_back({"mc_dropout", bayes::mc_dropout({}, problem)});
  return methods;
}

bayes::TrainingOptions training_options(const Workload& workload, std::int64_t batch_size) {
  bayes::TrainingOptions options;
  options.batch_size = batch_size;
  return options;
}

double training_speed(bayes::InferenceMethod& method, const Workload& workload, const bayes::Examples& data,
                      std::int64_t batch_size, double seconds, bayes::ThreadPool& pool) {
  TimeLimit limit(seconds);
  auto options = training_options(workload, batch_size);
  options.epochs = 100000;  // the time ends it
  method.fit({data, {}, options, bayes::adam({}), bayes::constant_schedule({}), pool, limit});
  return limit.clock.steps_per_second() * static_cast<double>(batch_size);
}

double ensemble_training_speed(std::int64_t members, const Workload& workload, const bayes::Examples& data,
                               std::int64_t batch_size, bayes::ThreadPool& pool) {
  const std::int64_t images = std::min(data.size(), 20 * batch_size);
  const bayes::Examples some{data.inputs.narrow(0, 0, images), data.targets.narrow(0, 0, images)};
  auto options = training_options(workload, batch_size);
  options.epochs = 1;
  bayes::DeepEnsembleOptions ensemble;
  ensemble.members = members;
  const auto method = bayes::deep_ensemble(ensemble, problem_of(workload));
  bayes::TrainingObserver nobody;
  const double seconds = seconds_of([&] {
    method->fit({some, {}, options, bayes::adam({}), bayes::constant_schedule({}), pool, nobody});
  });
  return static_cast<double>(members * images) / seconds;
}

bayes::CategoricalPredictive predict(const bayes::InferenceMethod& method, const torch::Tensor& images,
                                     std::int64_t draws, bayes::ThreadPool& pool) {
  const auto sample_logits = [&](const torch::Tensor& some, const bayes::Draw::Key& key,
                                 const torch::Tensor& examples) {
    return method.sample_logits(some, key, examples);
  };
  // A run makes the keys of its images once, as it reads them.
  return bayes::sample_predictive(sample_logits, bayes::keyed_by_place(images), draws,
                                  {0, bayes::Stream::kPrediction, 0, 0}, pool);
}

bayes::CategoricalPredictive predict_in_passes(const bayes::InferenceMethod& method,
                                               const torch::Tensor& images, std::int64_t passes,
                                               bayes::ThreadPool& pool) {
  return bayes::sample_predictive(
      [&](const torch::Tensor& some, const bayes::Draw::Key& key, const torch::Tensor& examples) {
        // A copy, so that nothing is known of it: 3 % of LeNet-5's pass.
        return method.sample_logits(some.clone(), key, examples);
      },
      bayes::keyed_by_place(images), passes, {0, bayes::Stream::kPrediction, 0, 0}, pool);
}

}  // namespace benchmarks
