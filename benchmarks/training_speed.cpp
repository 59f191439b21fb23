// Images per second of training: this library, plain LibTorch and naive Bayes by Backprop, measured in turns
// in one process; and what the machine's matrix products reach in the same process. One JSON object on
// standard output.
#include <torch/types.h>

#include <cstdint>
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
  std::int64_t batch_size = 128, images = 12800, members = 0;
  std::vector<int> threads{1, 2};
  int rounds = 7;
  double seconds = 0.3;
  app.add_option("--network", network, "lenet5, resnet20, or mlp_1200 and other widths");
  app.add_option("--batch-size", batch_size, "Images a step")->check(CLI::PositiveNumber);
  app.add_option("--images", images, "Size of the training set")->check(CLI::PositiveNumber);
  app.add_option("--members", members, "Members of a deep ensemble; 0 for none")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--threads", threads, "Threads of this library: 1, 2 or both")->check(CLI::Range(1, 2));
  app.add_option("--rounds", rounds, "How often each variant has its turn")->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds, "Length of a turn")->check(CLI::PositiveNumber);

  return run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    const auto work = workload(network);
    const auto data = random_images(work, images);
    std::vector<std::unique_ptr<bayes::ThreadPool>> pools;
    for (const int size : {1, 2}) pools.push_back(bayes::make_pool(size));

    std::vector<Variant> variants;
    for (const auto& variant : libtorch_variants(work, data.size())) {
      variants.push_back(
          {variant.name, [=, &data] { return training_speed(variant, data, batch_size, seconds); }});
    }
    const auto methods = library_methods(work);
    for (const int size : threads) {
      auto& pool = *pools.at(size - 1);
      const auto suffix = "/threads_" + std::to_string(size);
      for (const auto& [name, method] : methods) {
        variants.push_back({name + suffix, [&, method = method] {
                              return training_speed(*method, work, data, batch_size, seconds, pool);
                            }});
      }
      if (members > 0) {
        variants.push_back({"deep_ensemble" + suffix,
                            [&] { return ensemble_training_speed(members, work, data, batch_size, pool); }});
      }
    }
    for (const auto& pool : pools) {
      variants.push_back(
          {"sgemm/threads_" + std::to_string(pool->threads()), [&] { return sgemm_speed(*pool); }});
    }

    auto medians = medians_over_rounds(variants, rounds);
    nlohmann::ordered_json sgemm;
    for (const std::string name : {"threads_1", "threads_2"}) {
      sgemm[name] = medians["sgemm/" + name];
      medians.erase("sgemm/" + name);
    }
    nlohmann::ordered_json shares;
    for (const auto& [name, speed] : medians.items()) {
      const bool is_one = name.find("/threads_1") != std::string::npos;
      shares[name] =
          speed.get<double>() * work.training_flops / sgemm[is_one ? "threads_1" : "threads_2"].get<double>();
    }
    return {{"network", network},
            {"batch_size", batch_size},
            {"members", members},
            {"rounds", rounds},
            {"training_flops_per_image", work.training_flops},
            {"sgemm_flops_per_second", sgemm},
            {"images_per_second", medians},
            {"share_of_sgemm", shares}};
  });
}
