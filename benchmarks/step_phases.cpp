// How a training step's time divides into its phases, from outside: the step as a whole, and those parts that
// can run by themselves, measured in turns in one process. One JSON object on standard output.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/images_innermost.h"
#include "bayes/engine/fused_step.h"
#include "bayes/engine/fused_update.h"
#include "bayes/kernels/elementwise/gather_images.h"
#include "bayes/runtime/environment.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/program.h"
#include "benchmarks/rounds.h"
#include "benchmarks/workload.h"

namespace {

using namespace benchmarks;

constexpr std::int64_t kShards = 2;  // the default of TrainingOptions

// What layers see on one shard, as in the library's step: the weights that were drawn in the last update.
class DrawnWeights : public bayes::WeightSource {
 public:
  DrawnWeights(const bayes::FusedUpdate& update, std::int64_t shard) : update_(update), shard_(shard) {}

  torch::Tensor provide(const bayes::WeightPosterior& posterior, bayes::WeightForm form) override {
    const auto& weights = update_.weights();
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i].posterior != &posterior || weights[i].form != form) continue;
      bayes::take_noise_place(posterior, form);
      return update_.given(i, shard_);
    }
    return {};
  }

 private:
  const bayes::FusedUpdate& update_;
  std::int64_t shard_;
};

// Batches of a data set in random order, one after another.
class Batches {
 public:
  Batches(const bayes::Examples& data, std::int64_t size)
      : parts_(torch::randperm(data.size(), torch::kInt64).split(size)) {}
  const torch::Tensor& next() { return parts_[next_++ % parts_.size()]; }

 private:
  std::vector<torch::Tensor> parts_;
  std::size_t next_ = 0;
};

struct Settings {
  const Workload& work;
  const bayes::Examples& data;
  std::int64_t batch_size;
  bayes::ThreadPool& pool;
  double seconds;
};

// A network with its optimiser: what a step takes.
struct Trained {
  Trained(const Settings& settings, std::shared_ptr<const bayes::LayerFactory> factory)
      : problem(problem_of(settings.work)), network(problem.architecture(std::move(factory))) {
    network->train();
    for (const auto& parameter : network->named_parameters()) {
      parameters.emplace_back(parameter.key(), parameter.value());
    }
    optimizer = bayes::adam({})(parameters);
  }

  bayes::Problem problem;
  std::shared_ptr<bayes::Network> network;
  bayes::NamedParameters parameters;
  std::unique_ptr<bayes::Optimizer> optimizer;
  std::unique_ptr<bayes::TrainingStep> step;  // of `whole`
};

bayes::StepSettings step_settings(const Settings& settings) {
  return {{}, 1.0 / static_cast<double>(settings.data.size()), 1e-3};
}

// The whole step.
std::function<double()> whole(const Settings& settings, std::shared_ptr<const bayes::LayerFactory> factory) {
  const auto trained = std::make_shared<Trained>(settings, std::move(factory));
  bayes::TrainingObserver nobody;
  const bayes::Training training{settings.data,
                                 {},
                                 training_options(settings.work, settings.batch_size),
                                 bayes::adam({}),
                                 bayes::constant_schedule({}),
                                 settings.pool,
                                 nobody};
  trained->step = bayes::fused_step(*trained->network, *trained->problem.prior, *trained->problem.likelihood,
                                    trained->parameters, *trained->optimizer, step_options(training.options),
                                    training.train, training.pool, /*seed=*/0);
  const auto batches = std::make_shared<Batches>(settings.data, settings.batch_size);
  auto each = step_settings(settings);
  return [=]() mutable {
    return seconds_per_call(
        [&] {
          trained->step->run(settings.data, batches->next(), each);
          ++each.key.step;
        },
        settings.seconds);
  };
}

// Images and labels of each shard, taken together.
std::function<double()> gathering(const Settings& settings) {
  const auto batches = std::make_shared<Batches>(settings.data, settings.batch_size);
  const std::int64_t images = settings.batch_size / kShards;
  const std::int64_t pixels = settings.data.inputs.numel() / settings.data.size();
  std::vector<torch::Tensor> places;
  for (std::int64_t s = 0; s < kShards; ++s) places.push_back(torch::empty({images * pixels}));
  return [=] {
    return seconds_per_call(
        [&] {
          const auto& examples = batches->next();
          settings.pool.run(kShards, [&](std::int64_t s) {
            const auto some = examples.narrow(0, s * images, images);
            const auto labels = settings.data.targets.index_select(0, some);
            bayes::kernels::gather_images(settings.data.inputs.data_ptr<float>(), pixels,
                                          some.data_ptr<std::int64_t>(), images, places[s].data_ptr<float>());
          });
        },
        settings.seconds);
  };
}

// The parts of a step that can run by themselves, on a network of their own.
struct Parts {
  Parts(const Settings& settings, std::shared_ptr<const bayes::LayerFactory> factory)
      : trained(settings, std::move(factory)),
        update(*bayes::trained_weights(*trained.network, *trained.problem.prior, trained.parameters,
                                       settings.data.inputs.narrow(0, 0, 1), /*seed=*/0),
               dynamic_cast<bayes::BlockwiseOptimizer&>(*trained.optimizer), bayes::Sharding{kShards},
               /*clip_norm=*/0.0, settings.pool) {
    // Gradients of ordinary size, which the update then finds in each of its steps.
    const auto fill = [](bayes::ShardGradients& gradients) {
      for (std::int64_t s = 0; s < kShards && !gradients.empty(); ++s) gradients.paid(s).normal_(0.0, 1e-3);
    };
    for (std::size_t i = 0; i < update.weights().size(); ++i) {
      fill(update.mean_gradients(i));
      fill(update.given_gradients(i));
    }
    update.draw({});
  }

  Trained trained;
  bayes::FusedUpdate update;
};

// Forward passes of the shards under the weights of one step, with the graph that a backward pass would need.
std::function<double()> forward(const Settings& settings, const std::shared_ptr<Parts>& parts) {
  const auto batch = Batches(settings.data, settings.batch_size).next();
  const std::int64_t images = settings.batch_size / kShards;
  std::vector<torch::Tensor> inputs;
  for (const auto& some : settings.data.inputs.index_select(0, batch).split(images)) {
    inputs.push_back(bayes::images_innermost(some));
  }
  return [=] {
    return seconds_per_call(
        [&] {
          settings.pool.run(kShards, [&](std::int64_t s) {
            const bayes::Draw draw({}, batch.narrow(0, s * images, images), bayes::Draw::Kl::kSkip);
            const DrawnWeights weights(parts->update, s);
            parts->trained.network->forward(inputs[s]);
          });
        },
        settings.seconds);
  };
}

// The pass over all weights that ends a step, with the draw for the next one.
std::function<double()> update(const Settings& settings, const std::shared_ptr<Parts>& parts) {
  auto each = step_settings(settings);
  return [=]() mutable {
    return seconds_per_call(
        [&] {
          parts->update.run(each, settings.batch_size);
          ++each.key.step;
        },
        settings.seconds);
  };
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Phases of a training step, as JSON."};
  std::string network = "lenet5";
  std::int64_t batch_size = 128;
  int rounds = 5;
  double seconds = 0.1;
  app.add_option("--network", network, "lenet5, or mlp_1200 and other widths");
  app.add_option("--batch-size", batch_size, "Images a step, an even number")->check(CLI::PositiveNumber);
  app.add_option("--rounds", rounds, "How often each part has its turn")->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds, "Length of a turn")->check(CLI::PositiveNumber);

  return run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    const auto work = workload(network);
    const auto data = random_images(work, 100 * batch_size);
    const auto pool = bayes::make_pool(2);
    const Settings settings{work, data, batch_size, *pool, seconds};
    std::vector<std::pair<std::string, std::shared_ptr<const bayes::LayerFactory>>> families{
        {"map", std::make_shared<bayes::DeterministicLayers>()}};
    for (const auto& [name, options] : estimators()) {
      families.emplace_back(name,
                            std::make_shared<bayes::VariationalLayers>(options, problem_of(work).prior));
    }

    std::vector<Variant> variants;
    for (const auto& [name, factory] : families) {
      const auto parts = std::make_shared<Parts>(settings, factory);
      variants.push_back({name + "/step", whole(settings, factory)});
      variants.push_back({name + "/data", gathering(settings)});
      variants.push_back({name + "/forward", forward(settings, parts)});
      variants.push_back({name + "/update", update(settings, parts)});
    }
    return {{"network", network},
            {"batch_size", batch_size},
            {"rounds", rounds},
            {"seconds", medians_over_rounds(variants, rounds)}};
  });
}
