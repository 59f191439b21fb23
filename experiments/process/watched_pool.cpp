#include "experiments/process/watched_pool.h"

#include <atomic>
#include <chrono>
#include <optional>

#include "experiments/process/interruption.h"

namespace bnn {
namespace {

constexpr std::chrono::seconds kWorthALine{2};

}  // namespace

void WatchedPool::stage(const std::string& name, std::int64_t total, const std::string& unit,
                        const std::function<void(const Done& done)>& work) const {
  stop_if_interrupted();
  auto shown = progress.start(label.empty() ? name : label + ", " + name, total, /*done=*/0, unit);
  std::atomic<std::int64_t> done{0};
  work([&](std::int64_t more) { shown.update(done += more, ""); });
  shown.finish(kWorthALine);
  stop_if_interrupted();
}

bayes::RunJobs WatchedPool::jobs(const std::string& name, const std::string& unit) const {
  return [this, name, unit](std::int64_t jobs, const std::function<void(std::int64_t)>& job) {
    stage(name, jobs, unit, [&](const Done& done) {
      pool.run(jobs, [&](std::int64_t i) {
        stop_if_interrupted();
        job(i);
        done(1);
      });
    });
  };
}

namespace {

// Stops at a signal, and counts what was predicted.
bayes::SampleLogits watched(const bayes::SampleLogits& network, const WatchedPool::Done& done) {
  return [&](const torch::Tensor& some, const bayes::Draw::Key& of_draw, const torch::Tensor& examples) {
    stop_if_interrupted();
    auto outputs = network(some, of_draw, examples);
    done(some.size(0));
    return outputs;
  };
}

}  // namespace

bayes::CategoricalPredictive WatchedPool::predict(const std::string& name,
                                                  const bayes::SampleLogits& sample_logits,
                                                  const bayes::KeyedImages& images, std::int64_t draws,
                                                  const bayes::Draw::Key& key) const {
  std::optional<bayes::CategoricalPredictive> predictive;
  stage(name, draws * images.images.size(0), "predictions", [&](const Done& done) {
    predictive = bayes::sample_predictive(watched(sample_logits, done), images, draws, key, pool);
  });
  return *std::move(predictive);
}

std::unique_ptr<bayes::Predictive> WatchedPool::predict(const std::string& name,
                                                        const bayes::Likelihood& likelihood,
                                                        const bayes::SampleLogits& network,
                                                        const bayes::KeyedImages& inputs, std::int64_t draws,
                                                        const bayes::Draw::Key& key) const {
  std::unique_ptr<bayes::Predictive> predictive;
  stage(name, draws * inputs.images.size(0), "predictions", [&](const Done& done) {
    predictive = bayes::sample_predictive(likelihood, watched(network, done), inputs, draws, key, pool);
  });
  return predictive;
}

}  // namespace bnn
