#include "benchmarks/workload.h"

#include <torch/types.h>

#include <cstdlib>
#include <numeric>

#include "bayes/core/error.h"
#include "models/lenet5.h"
#include "models/mlp.h"
#include "models/resnet.h"

namespace benchmarks {
namespace {

// multiplications: of each layer, first to last, for one image
double training_flops(const std::vector<std::int64_t>& multiplications) {
  const auto all = std::accumulate(multiplications.begin(), multiplications.end(), std::int64_t{0});
  return 2.0 * static_cast<double>(3 * all - multiplications.front());
}

Workload lenet5() {
  const std::vector<std::int64_t> multiplications{28 * 28 * 6 * 25, 10 * 10 * 16 * 6 * 25, 120 * 16 * 25,
                                                  120 * 84, 84 * 10};
  return {"lenet5", models::lenet5({}, {}), {}, training_flops(multiplications)};
}

Workload mlp(const std::string& name, std::int64_t width) {
  models::MlpOptions options;
  options.hidden = {width, width};
  return {name, models::mlp(options, {}), options.hidden,
          training_flops({784 * width, width * width, width * 10})};
}

Workload residual_network() {
  std::vector<std::int64_t> multiplications{32 * 32 * 16 * 3 * 9};
  std::int64_t inputs = 16;
  for (const std::int64_t channels : {16, 32, 64}) {
    const std::int64_t pixels = 32 * 32 * 16 * 16 / (channels * channels);
    multiplications.push_back(pixels * channels * (inputs + 5 * channels) * 9);
    inputs = channels;
  }
  multiplications.push_back(64 * 10);
  models::InputShape shape;
  shape.channels = 3;
  shape.height = shape.width = 32;
  return {"resnet20", models::resnet({}, shape), {}, training_flops(multiplications), {3, 32, 32}};
}

}  // namespace

Workload workload(const std::string& name) {
  if (name == "lenet5") return lenet5();
  if (name == "resnet20") return residual_network();
  if (name.rfind("mlp_", 0) == 0) {
    if (const auto width = std::atoll(name.c_str() + 4); width > 0) return mlp(name, width);
  }
  throw bayes::Error("there is no network \"" + name + "\"", "--network",
                     "choose lenet5, resnet20, mlp_1200 or another width");
}

bayes::Examples random_images(const Workload& workload, std::int64_t count) {
  torch::manual_seed(0);
  std::vector<std::int64_t> sizes{count};
  sizes.insert(sizes.end(), workload.image.begin(), workload.image.end());
  return {torch::randn(sizes), torch::randint(10, {count}, torch::kInt64)};
}

}  // namespace benchmarks
