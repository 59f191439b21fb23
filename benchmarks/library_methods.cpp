#include "benchmarks/library_methods.h"

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
  return problem;
}

std::vector<LibraryMethod> library_methods(const Workload& workload) {
  const auto problem = problem_of(workload);
  std::vector<LibraryMethod> methods{{"map", bayes::map({}, problem)}};
  for (const auto& [name, estimator] : bayes::enum_names(bayes::Estimator{})) {
    bayes::VariationalOptions options;
    options.estimator = estimator;
    methods.push_back({std::string("bayes_by_backprop/") + name, bayes::bayes_by_backprop(options, problem)});
  }
  methods.push_back({"mc_dropout", bayes::mc_dropout({}, problem)});
  return methods;
}

double training_speed(bayes::InferenceMethod& method, const Workload& workload,
                      const bayes::LabelledImages& data, std::int64_t batch_size, double seconds,
                      bayes::ThreadPool& pool) {
  TimeLimit limit(seconds);
  bayes::TrainingOptions options;
  options.epochs = 100000;  // the time ends it
  options.batch_size = batch_size;
  method.fit({data, {}, options, bayes::adam({}), bayes::constant_schedule({}), pool, limit});
  return limit.clock.steps_per_second() * static_cast<double>(batch_size);
}

}  // namespace benchmarks
