// Seconds for 10,000 images under 32 draws: this library, and passes by plain
// LibTorch and naive Bayes by Backprop, measured in turns in one process. One
// JSON object on standard output.
#include <ATen/Parallel.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "benchmarks/environment.h"
#include "benchmarks/library_methods.h"
#include "benchmarks/libtorch_classifier.h"
#include "benchmarks/rounds.h"
#include "benchmarks/workload.h"

namespace {

using namespace benchmarks;

std::vector<LibraryMethod> prediction_methods(const Workload& work) {
  bayes::DropoutOptions fully_connected_only;
  fully_connected_only.convolutions = false;
  const auto problem = problem_of(work);
  return {{"map", bayes::map({}, problem)},
          {"bayes_by_backprop", bayes::bayes_by_backprop({}, problem)},
          {"mc_dropout/all_layers", bayes::mc_dropout({}, problem)},
          {"mc_dropout/fully_connected", bayes::mc_dropout(fully_connected_only, problem)}};
}

// A point takes its 32 passes too: what the draws of the others are compared
// with.
void predict(const bayes::InferenceMethod& method, const torch::Tensor& images, std::int64_t draws,
             bayes::ThreadPool& pool) {
  const auto sample_logits = [&](const torch::Tensor& some, const bayes::Draw::Key& key, std::int64_t first) {
    return method.sample_logits(some, key, first);
  };
  bayes::sample_predictive(sample_logits, images, draws, {0, bayes::Stream::kPrediction, 0, 0}, pool,
                           bayes::kPredictionChunk, method.prediction_order());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Seconds of prediction, as JSON."};
  std::string network = "lenet5";
  std::int64_t images = 2000;
  std::int64_t draws = 32;
  int rounds = 2;
  app.add_option("--network", network, "lenet5, mlp_1200 or mlp_400");
  app.add_option("--images", images, "Images predicted; times are scaled to 10,000")
      ->check(CLI::PositiveNumber);
  app.add_option("--draws", draws, "Posterior draws")->check(CLI::PositiveNumber);
  app.add_option("--rounds", rounds, "How often each variant has its turn")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  prepare_environment();
  const auto work = workload(network);
  const auto data = random_images(work, images);
  bayes::ThreadPool pool(2, [] { at::set_num_threads(1); });
  const double scale = 10000.0 / static_cast<double>(images);

  std::vector<Variant> variants;
  for (const auto& [name, method] : prediction_methods(work)) {
    training_speed(*method, work, data, /*batch_size=*/128, /*seconds=*/0.1, pool);
    method->load(method->save());  // ready to predict, as after a whole training
    variants.push_back({name, [=, &data, &pool, method = method] {
                          return scale * seconds_of([&] { predict(*method, data.images, draws, pool); });
                        }});
  }
  for (const auto& variant : libtorch_variants(work, data.size())) {
    for (const std::int64_t chunk : {125, 1000}) {
      variants.push_back({variant.name + "/chunk_" + std::to_string(chunk), [=, &data] {
                            return scale * seconds_of([&] { predict(variant, data.images, draws, chunk); });
                          }});
    }
  }
  const nlohmann::ordered_json result{{"network", network},
                                      {"images", images},
                                      {"draws", draws},
                                      {"rounds", rounds},
                                      {"seconds_for_10000_images", medians_over_rounds(variants, rounds)},
                                      {"environment", describe_environment()}};
  std::cout << result.dump(2) << "\n";
}
