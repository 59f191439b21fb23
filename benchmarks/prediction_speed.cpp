// Seconds for 10,000 images under several numbers of draws: this library, and passes by plain LibTorch and
// naive Bayes by Backprop, measured in turns in one process. One JSON object on standard output.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bayes/engine/environment.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/libtorch_classifier.h"
#include "benchmarks/program.h"
#include "benchmarks/rounds.h"
#include "benchmarks/workload.h"

namespace {

using namespace benchmarks;

constexpr std::int64_t kMembers = 5;

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
  std::int64_t images = 2000, passes = 8;
  std::vector<std::int64_t> draws{1, 8, 32, 128};
  int rounds = 1;
  app.add_option("--network", network, "lenet5, or mlp_1200 and other widths");
  app.add_option("--images", images, "Images predicted; times are scaled to 10,000")
      ->check(CLI::PositiveNumber);
  app.add_option("--draws", draws, "Posterior draws")->check(CLI::PositiveNumber);
  app.add_option("--passes", passes, "Draws of LibTorch's networks, which cost the same each")
      ->check(CLI::PositiveNumber);
  app.add_option("--rounds", rounds, "How often each variant has its turn")->check(CLI::PositiveNumber);

  return run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    const auto work = workload(network);
    const auto data = random_images(work, images);
    const auto pool = bayes::make_pool(2);
    const double scale = 10000.0 / static_cast<double>(images);
    const auto name_of = [](const std::string& name, std::int64_t count) {
      return name + "/draws_" + std::to_string(count);
    };

    std::vector<Variant> variants;
    for (const auto& [name, method, counts] : prediction_methods(work, draws)) {
      training_speed(*method, work, data, /*batch_size=*/128, /*seconds=*/0.1, *pool);
      method->load(method->save());  // ready to predict, as after a whole training
      for (const std::int64_t count : counts) {
        variants.push_back({name_of(name, count), [=, &data, &pool, method = method] {
                              return scale * seconds_of([&] { predict(*method, data.images, count, *pool); });
                            }});
      }
    }
    // Draws of a point are shared, and cost nothing: passes are what others are compared with.
    const std::shared_ptr<bayes::InferenceMethod> point = bayes::map({}, problem_of(work));
    for (const std::int64_t count : draws) {
      variants.push_back({"map/passes_" + std::to_string(count), [=, &data, &pool] {
                            return scale *
                                   seconds_of([&] { predict_in_passes(*point, data.images, count, *pool); });
                          }});
    }
    for (const auto& variant : libtorch_variants(work, data.size())) {
      for (const std::int64_t chunk : {125, 1000}) {
        const auto name = variant.name + "/chunk_" + std::to_string(chunk);
        variants.push_back({name_of(name, passes), [=, &data] {
                              return scale *
                                     seconds_of([&] { predict(variant, data.images, passes, chunk); });
                            }});
      }
    }
    return {{"network", network},
            {"images", images},
            {"passes_of_libtorch", passes},
            {"rounds", rounds},
            {"seconds_for_10000_images", medians_over_rounds(variants, rounds)}};
  });
}
