// How time and memory grow with the width of a network, the size of the data set, the number of draws and of
// threads. One JSON object on standard output.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bayes/runtime/environment.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/peak_memory.h"
#include "benchmarks/program.h"
#include "benchmarks/rounds.h"
#include "benchmarks/workload.h"

namespace {

using namespace benchmarks;

constexpr std::int64_t kBatch = 128;

std::shared_ptr<bayes::InferenceMethod> make(const std::string& name, const Workload& work) {
  if (name == "map") return bayes::map({}, problem_of(work));
  return bayes::bayes_by_backprop({}, problem_of(work));
}

std::int64_t weights_of(const bayes::InferenceMethod& method) {
  std::int64_t weights = 0;
  for (const auto& moments : method.weight_moments()) weights += moments.mean.numel();
  return weights;
}

// Training of two hidden layers of so many units; the memory is that of the method and all it needs.
nlohmann::ordered_json of_width(std::int64_t width, const std::string& name, double seconds,
                                bayes::ThreadPool& pool) {
  const auto work = workload("mlp_" + std::to_string(width));
  const auto data = random_images(work, 100 * kBatch);
  std::shared_ptr<bayes::InferenceMethod> method;
  double speed = 0.0;
  const double peak = peak_memory([&] {
    method = make(name, work);
    speed = training_speed(*method, work, data, kBatch, seconds, pool);
  });
  return {{"width", width},
          {"method", name},
          {"threads", pool.threads()},
          {"weights", weights_of(*method)},
          {"seconds_per_image", 1.0 / speed},
          {"peak_bytes", peak}};
}

// Remembers how long the last epoch took.
class LastEpoch : public bayes::TrainingObserver {
 public:
  void on_epoch(const bayes::EpochReport& report) override { seconds = report.seconds; }
  double seconds = 0.0;
};

// Two epochs of Bayes by Backprop, the second of which is timed; the memory is that above the data.
nlohmann::ordered_json of_examples(std::int64_t examples, bayes::ThreadPool& pool) {
  const auto work = workload("lenet5");
  const auto data = random_images(work, examples);
  auto options = training_options(work, kBatch);
  options.epochs = 2;
  LastEpoch observer;
  const double peak = peak_memory([&] {
    make("bayes_by_backprop", work)
        ->fit({data, {}, options, bayes::adam({}), bayes::constant_schedule({}), pool, observer});
  });
  return {{"examples", examples},
          {"data_bytes", static_cast<double>(data.inputs.nbytes() + data.targets.nbytes())},
          {"seconds_per_epoch", observer.seconds},
          {"peak_bytes", peak}};
}

// Prediction by Bayes by Backprop; the memory is that above network and images.
nlohmann::ordered_json of_draws(std::int64_t draws, const bayes::InferenceMethod& method,
                                const torch::Tensor& images, bayes::ThreadPool& pool) {
  double seconds = 0.0;
  const double peak =
      peak_memory([&] { seconds = seconds_of([&] { predict(method, images, draws, pool); }); });
  return {{"draws", draws}, {"images", images.size(0)}, {"seconds", seconds}, {"peak_bytes", peak}};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Growth of time and memory, as JSON."};
  std::int64_t images = 2000;
  double seconds = 0.3;
  app.add_option("--seconds", seconds, "Length of a training")->check(CLI::PositiveNumber);
  app.add_option("--images", images, "Images predicted")->check(CLI::PositiveNumber);

  return run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    std::vector<std::unique_ptr<bayes::ThreadPool>> pools;
    for (const int size : {1, 2}) pools.push_back(bayes::make_pool(size));
    auto& two = *pools.back();
    // Once before, so that libraries and threads have what they keep.
    for (const auto& pool : pools) of_width(16, "bayes_by_backprop", seconds, *pool);

    nlohmann::ordered_json width, examples, draws;
    for (const std::int64_t units : {100, 200, 400, 800, 1200, 1600}) {
      for (const auto* name : {"map", "bayes_by_backprop"}) {
        for (const auto& pool : pools) width.push_back(of_width(units, name, seconds, *pool));
      }
    }
    of_examples(3200, two);
    for (const std::int64_t count : {3200, 6400, 12800, 25600, 51200}) {
      examples.push_back(of_examples(count, two));
    }
    const auto work = workload("lenet5");
    const auto data = random_images(work, images);
    const auto method = make("bayes_by_backprop", work);
    method->load(method->save());  // ready to predict
    predict(*method, data.inputs, 1, two);
    for (const std::int64_t count : {1, 8, 32, 128}) {
      draws.push_back(of_draws(count, *method, data.inputs, two));
    }
    return {{"batch_size", kBatch}, {"width", width}, {"examples", examples}, {"draws", draws}};
  });
}
