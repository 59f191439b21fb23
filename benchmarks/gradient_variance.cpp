// How much the gradient of Bayes by Backprop varies from draw to draw, by estimator and by how many draws a
// step takes, on one batch and one trained posterior; and what a step costs. One JSON object on standard
// output.
#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bayes/bayes.h"
#include "bayes/engine/sharded_gradient.h"
#include "bayes/runtime/environment.h"
#include "bayes/training/training_loop.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/program.h"
#include "benchmarks/rounds.h"
#include "benchmarks/workload.h"

namespace {

using namespace benchmarks;

struct Case {
  std::string name;
  bayes::Estimator estimator;
  bayes::Sharding sharding;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& [name, estimator] : bayes::enum_names(bayes::Estimator{})) {
    const std::string start = name;
    all.push_back({start, estimator, {2}});
    all.push_back({start + "/draw_per_shard", estimator, {2, 1, true}});
    all.push_back({start + "/two_draws", estimator, {2, 2}});
    all.push_back({start + "/antithetic", estimator, {2, 2, false, true}});
  }
  return all;
}

// Images whose classes a fixed random network tells, so that there is something to learn.
bayes::Examples teachable_images(const Workload& work, std::int64_t count) {
  auto data = random_images(work, count);
  const auto flat = data.inputs.flatten(1);
  const auto hidden = flat.mm(torch::randn({flat.size(1), 32})).relu();
  data.targets = hidden.mm(torch::randn({32, 10})).argmax(1);
  return data;
}

class Limit : public bayes::TrainingObserver {
 public:
  explicit Limit(double seconds) : clock(seconds) {}
  bool on_step(const bayes::StepReport&) override { return clock.goes_on(); }
  StepClock clock;
};

std::shared_ptr<bayes::Network> network_of(const Workload& work, bayes::Estimator estimator) {
  bayes::VariationalOptions options;
  options.estimator = estimator;
  torch::manual_seed(1);
  return work.architecture(std::make_shared<bayes::VariationalLayers>(options, problem_of(work).prior));
}

bayes::Training training_of(const bayes::Examples& data, const bayes::Sharding& sharding,
                            bayes::ThreadPool& pool, bayes::TrainingObserver& observer) {
  bayes::TrainingOptions options;
  options.shards = sharding.shards;
  options.draws = sharding.draws;
  options.draw_per_shard = sharding.draw_per_shard;
  options.antithetic = sharding.antithetic;
  return {data, {}, options, bayes::adam({}), bayes::constant_schedule({}), pool, observer};
}

struct Variances {
  double mu = 0.0, rho = 0.0;  // summed over weights
};

Variances variances_of(bayes::Network& network, const bayes::Prior& prior,
                       const bayes::Likelihood& likelihood, const bayes::Batch& batch,
                       const bayes::Sharding& sharding, double factor, std::int64_t repeats,
                       bayes::ThreadPool& pool) {
  bayes::NamedParameters parameters;
  for (const auto& parameter : network.named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  std::vector<torch::Tensor> sums, squares;
  for (std::int64_t i = 0; i < repeats; ++i) {
    const bayes::Draw::Key key{11, bayes::Stream::kTraining, static_cast<std::uint32_t>(i), 0};
    const auto found =
        bayes::sharded_gradient(network, prior, likelihood, parameters, batch, sharding, factor, key, pool);
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      const auto gradient = found.gradients[p].to(torch::kFloat64);
      if (i == 0) {
        sums.push_back(torch::zeros_like(gradient));
        squares.push_back(torch::zeros_like(gradient));
      }
      sums[p] += gradient;
      squares[p] += gradient.square();
    }
  }
  Variances variances;
  const auto n = static_cast<double>(repeats);
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const double variance = ((squares[p] - sums[p].square() / n) / (n - 1.0)).sum().item<double>();
    const auto& name = parameters[p].first;
    (name.substr(name.size() - 2) == "mu" ? variances.mu : variances.rho) += variance;
  }
  return variances;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Variance of gradient estimators, as JSON."};
  std::string name = "lenet5";
  std::int64_t epochs = 5, repeats = 200;
  double seconds = 1.0;
  app.add_option("--network", name, "lenet5, mlp_1200, mlp_400 or resnet20");
  app.add_option("--epochs", epochs, "Of training before, on 12,800 images")->check(CLI::PositiveNumber);
  app.add_option("--repeats", repeats, "Gradients of each case")->check(CLI::Range(2, 1000000));
  app.add_option("--seconds", seconds, "Length of a measurement of speed")->check(CLI::PositiveNumber);

  return run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    const auto work = workload(name);
    const auto prior = problem_of(work).prior;
    const auto likelihood = problem_of(work).likelihood;
    const auto data = teachable_images(work, 12800);
    const auto made = bayes::make_pool(2);
    auto& pool = *made;

    const auto trained = network_of(work, bayes::Estimator::kWeightSampling);
    bayes::TrainingObserver silent;
    auto training = training_of(data, {2}, pool, silent);
    training.options.epochs = epochs;
    bayes::TrainingLoop(trained, prior, likelihood, /*seed=*/1).run(training);
    const auto state = bayes::module_state(*trained);

    const bayes::Batch batch{data.inputs.narrow(0, 0, 128), data.targets.narrow(0, 0, 128),
                             torch::arange(128, torch::kInt64)};
    const double factor = 1.0 / static_cast<double>(data.size());
    nlohmann::ordered_json result{{"network", name}, {"repeats", repeats}, {"cases", {}}};
    for (const auto& each : cases()) {
      const auto network = network_of(work, each.estimator);
      bayes::load_module_state(*network, state);
      const auto variances =
          variances_of(*network, *prior, *likelihood, batch, each.sharding, factor, repeats, pool);
      Limit limit(seconds);
      auto timed = training_of(data, each.sharding, pool, limit);
      timed.options.epochs = 100000;  // the time ends it
      bayes::TrainingLoop(network, prior, likelihood, /*seed=*/1).run(timed);
      result["cases"][each.name] = {{"variance_of_mu", variances.mu},
                                    {"variance_of_rho", variances.rho},
                                    {"seconds_a_step", 1.0 / limit.clock.steps_per_second()}};
    }
    return result;
  });
}
