// Seconds for 10,000 images under several numbers of draws: this library, and passes by plain LibTorch and
// naive Bayes by Backprop, measured in turns in one process. One JSON object on standard output.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bayes/runtime/environment.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/libtorch_classifier.h"
#include "benchmarks/program.h"
#include "benchmarks/rounds.h"
#include "benchmarks/workload.h"

namespace {

using namespace benchmarks;

constexpr std::int64_t kMembers = 5;
constexpr std::int64_t kManyDraws = 32;  // from here on fewer images see them

// So many that no variant takes longer than kManyDraws of all of them.
torch::Tensor images_for(const torch::Tensor& images, std::int64_t draws) {
  const auto most = images.size(0) * kManyDraws / std::max(kManyDraws, draws);
  return images.narrow(0, 0, std::max<std::int64_t>(1, most));
}

double seconds_for_10000(const torch::Tensor& images,
                         const std::function<void(const torch::Tensor&)>& predict) {
  return 10000.0 / static_cast<double>(images.size(0)) * seconds_of([&] { predict(images); });
}

struct PredictionMethod {
  std::string name;
  std::shared_ptr<bayes::InferenceMethod> method;
  std::vector<std::int64_t> draws;
};

std::vector<PredictionMethod> prediction_methods(const Workload& work,
                                                 const std::vector<std::int64_t>& draws) {
  const auto problem = problem_of(work);
  bayes::DeepEnsembleOptions ensemble;
  ensemble.members = kMembers;
  std::vector<PredictionMethod> methods{
      {"map", bayes::map({}, problem), draws},
      {"bayes_by_backprop", bayes::bayes_by_backprop({}, problem), draws},
      {"mc_dropout/all_layers", bayes::mc_dropout({}, problem), draws},
      {"deep_ensemble", bayes::deep_ensemble(ensemble, problem), {kMembers}}};
  if (work.hidden.empty()) {  // else these are all layers
    bayes::DropoutOptions fully_connected_only;
    fully_connected_only.convolutions = false;
    methods.push_back(
        {"mc_dropout/fully_connected", bayes::mc_dropout({fully_connected_only}, problem), draws});
    methods.push_back(
        {"bayes_by_backprop/last_layer", bayes::bayes_by_backprop({{}, {"f7"}}, problem), draws});
  }
  return methods;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Seconds of prediction, as JSON."};
  std::string network = "lenet5";
  std::int64_t images = 10000, libtorch_images = 2000, passes = 8;
  std::vector<std::int64_t> draws{1, 8, 32, 128};
  int rounds = 1;
  app.add_option("--network", network, "lenet5, or mlp_1200 and other widths");
  app.add_option("--images", images, "Images predicted; times are scaled to 10,000")
      ->check(CLI::PositiveNumber);
  app.add_option("--libtorch-images", libtorch_images, "Images predicted by LibTorch's networks, likewise")
      ->check(CLI::PositiveNumber);
  app.add_option("--draws", draws, "Posterior draws")->check(CLI::PositiveNumber);
  app.add_option("--passes", passes, "Draws of LibTorch's networks, which cost the same each")
      ->check(CLI::PositiveNumber);
  app.add_option("--rounds", rounds, "How often each variant has its turn")->check(CLI::PositiveNumber);

  return run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    const auto work = workload(network);
    const auto data = random_images(work, images);
    const auto pool = bayes::make_pool(2);
    const auto name_of = [](const std::string& name, std::int64_t count) {
      return name + "/draws_" + std::to_string(count);
    };

    std::vector<Variant> variants;
    for (const auto& [name, method, counts] : prediction_methods(work, draws)) {
      training_speed(*method, work, data, /*batch_size=*/128, /*seconds=*/0.1, *pool);
      method->load(method->save());  // ready to predict, as after a whole training
      for (const std::int64_t count : counts) {
        variants.push_back(
            {name_of(name, count), [=, some = images_for(data.inputs, count), &pool, method = method] {
               return seconds_for_10000(some,
                                        [&](const auto& seen) { predict(*method, seen, count, *pool); });
             }});
      }
    }
    // Draws of a point are shared, and cost nothing: passes are what others are compared with.
    const std::shared_ptr<bayes::InferenceMethod> point = bayes::map({}, problem_of(work));
    for (const std::int64_t count : draws) {
      variants.push_back(
          {"map/passes_" + std::to_string(count), [=, some = images_for(data.inputs, count), &pool] {
             return seconds_for_10000(
                 some, [&](const auto& seen) { predict_in_passes(*point, seen, count, *pool); });
           }});
    }
    const auto few = random_images(work, libtorch_images).inputs;
    for (const auto& variant : libtorch_variants(work, few.size(0))) {
      for (const std::int64_t chunk : {125, 1000}) {
        variants.push_back({name_of(variant.name + "/chunk_" + std::to_string(chunk), passes), [=] {
                              return seconds_for_10000(
                                  few, [&](const auto& seen) { predict(variant, seen, passes, chunk); });
                            }});
      }
    }
    return {{"network", network},
            {"images", images},
            {"images_of_libtorch", libtorch_images},
            {"passes_of_libtorch", passes},
            {"rounds", rounds},
            {"seconds_for_10000_images", medians_over_rounds(variants, rounds)}};
  });
}
