// Images per second of training: this library, plain LibTorch and naive Bayes by Backprop, measured in turns
// in one process; and what the machine's matrix products reach in the same process. One JSON object on
// standard output.
#include <ATen/Parallel.h>
#include <torch/types.h>

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

// FLOP per second of products of two matrices of 2048 x 2048, one product on each of the pool's threads at
// once.
double sgemm_speed(bayes::ThreadPool& pool) {
  constexpr std::int64_t kSize = 2048;
  constexpr double kFlops = 2.0 * kSize * kSize * kSize;
  const auto a = torch::randn({kSize, kSize}), b = torch::randn({kSize, kSize});
  std::vector<torch::Tensor> products(pool.threads());
  for (auto& product : products) product = torch::empty({kSize, kSize});
  const auto multiply = [&](std::int64_t i) { at::mm_out(products[i], a, b); };
  pool.run(pool.threads(), multiply);  // packs, and touches the memory
  return kFlops * pool.threads() / seconds_of([&] { pool.run(pool.threads(), multiply); });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Images per second of training, as JSON."};
  std::string network = "lenet5";
  std::int64_t batch_size = 128;
  std::int64_t images = 12800;
  int rounds = 7;
  double seconds = 0.3;
  app.add_option("--network", network, "lenet5, mlp_1200, mlp_400 or resnet20");
  app.add_option("--batch-size", batch_size, "Images a step")->check(CLI::PositiveNumber);
  app.add_option("--images", images, "Size of the training set")->check(CLI::PositiveNumber);
  app.add_option("--rounds", rounds, "How often each variant has its turn")->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds, "Length of a turn")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);

  prepare_environment();
  const auto work = workload(network);
  const auto data = random_images(work, images);
  bayes::ThreadPool one(1);
  bayes::ThreadPool two(2, [] { at::set_num_threads(1); });

  std::vector<Variant> variants;
  for (const auto& variant : libtorch_variants(work, data.size())) {
    variants.push_back(
        {variant.name, [=, &data] { return training_speed(variant, data, batch_size, seconds); }});
  }
  for (const auto& [name, method] : library_methods(work)) {
    for (auto* pool : {&one, &two}) {
      variants.push_back(
          {name + "/threads_" + std::to_string(pool->threads()), [=, &work, &data, method = method] {
             return training_speed(*method, work, data, batch_size, seconds, *pool);
           }});
    }
  }
  for (auto* pool : {&one, &two}) {
    variants.push_back(
        {"sgemm/threads_" + std::to_string(pool->threads()), [=] { return sgemm_speed(*pool); }});
  }

  auto medians = medians_over_rounds(variants, rounds);
  nlohmann::ordered_json sgemm;
  for (const std::string threads : {"threads_1", "threads_2"}) {
    sgemm[threads] = medians["sgemm/" + threads];
    medians.erase("sgemm/" + threads);
  }
  nlohmann::ordered_json shares;
  for (const auto& [name, speed] : medians.items()) {
    const bool is_one = name.find("/threads_1") != std::string::npos;
    shares[name] =
        speed.get<double>() * work.training_flops / sgemm[is_one ? "threads_1" : "threads_2"].get<double>();
  }
  const nlohmann::ordered_json result{{"network", network},
                                      {"batch_size", batch_size},
                                      {"rounds", rounds},
                                      {"training_flops_per_image", work.training_flops},
                                      {"sgemm_flops_per_second", sgemm},
                                      {"images_per_second", medians},
                                      {"share_of_sgemm", shares},
                                      {"environment", describe_environment()}};
  std::cout << result.dump(2) << "\n";
}
