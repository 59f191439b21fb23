// Time, operations and bytes of each of the library's own kernels, on one thread, with what the processor and
// its memory can reach in the same process. One JSON object on standard output.
#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/elementwise/batch_norm.h"
#include "bayes/kernels/elementwise/cross_entropy.h"
#include "bayes/kernels/elementwise/gather_images.h"
#include "bayes/kernels/elementwise/relu_max_pool.h"
#include "bayes/kernels/linear/fully_connected.h"
#include "bayes/kernels/linear/weight_gradient.h"
#include "bayes/kernels/noise/noise.h"
#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/kernels/update/variational_update.h"
#include "benchmarks/program.h"
#include "benchmarks/roofs.h"
#include "benchmarks/rounds.h"

namespace {

namespace kernels = bayes::kernels;

constexpr std::int64_t kImages = 64;  // half of a batch of 128: what one shard sees

// flops: of one call, as its formula is written; exp, log, root and comparison count 1 each. 0: no arithmetic
// of real numbers. bytes: every argument read once and every result written once, in single precision.
struct Kernel {
  std::string name, size;
  double flops, bytes;
  std::function<void()> work;
};

torch::Tensor values(std::int64_t count) { return torch::randn({count}); }
float* floats(const torch::Tensor& tensor) { return tensor.data_ptr<float>(); }

void add_convolution(std::vector<Kernel>& all, const std::string& layer,
                     const kernels::ConvolutionShape& shape) {
  const std::int64_t pixels = shape.out_height() * shape.out_width();
  const std::int64_t taps = shape.in_channels * shape.kernel_height * shape.kernel_width;
  const auto input = values(shape.in_channels * shape.height * shape.width * shape.images);
  const auto output = values(shape.out_channels * pixels * shape.images);
  const auto weight = values(shape.out_channels * taps), bias = values(shape.out_channels);
  const auto of_input = values(input.numel()), of_weight = values(weight.numel()),
             of_bias = values(bias.numel());
  // Of the products one by one, also where Winograd's algorithm makes do with fewer.
  const double flops = 2.0 * static_cast<double>(shape.images * pixels * shape.out_channels * taps);
  const double bytes = 4.0 * static_cast<double>(input.numel() + output.numel() + weight.numel());
  all.push_back({"convolution", layer, flops, bytes, [=] {
                   kernels::convolution(shape, floats(input), floats(weight), floats(bias), floats(output));
                 }});
  all.push_back(
      {"convolution_gradients", layer, 2 * flops, bytes + 4.0 * static_cast<double>(input.numel()), [=] {
         kernels::convolution_gradients(shape, floats(input), floats(weight), floats(output),
                                        {floats(of_input), floats(of_weight), floats(of_bias)});
       }});
}

void add_batch_norm(std::vector<Kernel>& all, const std::string& layer, const kernels::ChannelsShape& shape) {
  const std::int64_t count = shape.channels * shape.values;
  const auto input = values(count), output = values(count), slope = values(count), of_input = values(count);
  const float* const not_needed = nullptr;  // the output, which nothing was added to
  const auto weight = values(shape.channels), bias = values(shape.channels);
  const auto of_weight = values(shape.channels), of_bias = values(shape.channels);
  const auto moments = torch::randn({3, shape.channels});
  // Tensors are what the closures have to hold.
  const auto norm = [=] { return kernels::BatchNorm{floats(weight), floats(bias), 1e-5, true}; };
  const auto parts = [=] {
    return kernels::BatchNormMoments{floats(moments[0]), floats(moments[1]), floats(moments[2])};
  };
  // sum, difference, square, sum, product, sum, maximum
  all.push_back(
      {"batch_norm", layer, 7.0 * static_cast<double>(count), 8.0 * static_cast<double>(count),
       [=] { kernels::batch_norm(shape, norm(), floats(input), nullptr, parts(), floats(output)); }});
  // product, sum, comparison; difference and product, two sums; difference twice and product twice,
  // difference
  all.push_back({"batch_norm_gradient", layer, 12.0 * static_cast<double>(count),
                 12.0 * static_cast<double>(count), [=] {
                   kernels::batch_norm_gradient(
                       shape, norm(), parts(), floats(input), not_needed, {floats(slope), nullptr},
                       {floats(of_input), nullptr, floats(of_weight), floats(of_bias)});
                 }});
}

void add_fully_connected(std::vector<Kernel>& all, std::int64_t units) {
  const auto batch = values(units * kImages), output = values(units * kImages),
             weight = values(units * units);
  const auto packed = values(kernels::packed_inputs_size(units, kImages));
  const auto size = std::to_string(units) + " to " + std::to_string(units) + " units";
  const kernels::FullyConnectedShape shape{units, units, kImages};
  const double flops = 2.0 * static_cast<double>(units * units * kImages);
  const double bytes = 4.0 * static_cast<double>(weight.numel() + 2 * batch.numel());
  all.push_back({"fully_connected", size, flops, bytes, [=] {
                   kernels::fully_connected(shape, floats(batch), floats(weight), nullptr, floats(output));
                 }});
  all.push_back({"fully_connected_input_gradient", size, flops, bytes, [=] {
                   kernels::fully_connected_input_gradient(shape, floats(batch), floats(weight),
                                                           floats(output));
                 }});
  // The rows that the update computes at a time, into memory that stays in the cache.
  constexpr std::int64_t kRows = 24;
  const auto rows = values(kRows * units);
  const auto share = static_cast<double>(kRows) / static_cast<double>(units);
  all.push_back({"add_weight_gradient_rows", size, share * flops,
                 4.0 * static_cast<double>(2 * rows.numel() + batch.numel()), [=] {
                   kernels::add_weight_gradient_rows(floats(batch), floats(packed), kRows, units, kImages,
                                                     floats(rows));
                 }});
}

void add_pooling(std::vector<Kernel>& all, const std::string& layer, const kernels::ReluMaxPoolShape& shape) {
  const std::int64_t pixels = shape.images * shape.channels * shape.height * shape.width;
  const std::int64_t windows = pixels / (shape.window * shape.window);
  const auto input = values(pixels), output = values(windows), of_input = values(pixels);
  const auto winner = torch::empty({windows}, torch::kUInt8);
  const double bytes = 4.0 * static_cast<double>(pixels + windows) + static_cast<double>(windows);
  // One comparison a pixel: with 0 or with the best so far.
  all.push_back({"relu_max_pool", layer, static_cast<double>(pixels), bytes, [=] {
                   kernels::relu_max_pool(shape, floats(input), floats(output),
                                          winner.data_ptr<std::uint8_t>());
                 }});
  all.push_back({"relu_max_pool_gradient", layer, 0.0, bytes, [=] {
                   kernels::relu_max_pool_gradient(shape, floats(output), winner.data_ptr<std::uint8_t>(),
                                                   floats(of_input));
                 }});
}

void add_noise(std::vector<Kernel>& all, std::int64_t count) {
  const auto out = values(count);
  const auto size = std::to_string(count) + " values";
  const double bytes = 4.0 * static_cast<double>(count);
  all.push_back({"fill_normal", size, 0.0, bytes, [=] { kernels::fill_normal({1}, count, floats(out)); }});
  all.push_back(
      {"fill_bernoulli", size, 0.0, bytes, [=] { kernels::fill_bernoulli({1}, 0.5, count, floats(out)); }});
  all.push_back({"fill_sign", size, 0.0, bytes, [=] { kernels::fill_sign({1}, count, floats(out)); }});
}

// The passes that end a step, over so many weights.
void add_updates(std::vector<Kernel>& all, const std::string& network, std::int64_t count) {
  const auto mu = values(count), rho = values(count), noise = values(count), weight = values(count);
  const auto of_mu = values(count), of_rho = values(count);
  const auto first = torch::zeros({count}), second = torch::zeros({count});
  const auto weights = static_cast<double>(count);
  // mu + log(1 + exp(rho)) * noise
  all.push_back({"draw_weights", network, 5 * weights, 16 * weights, [=] {
                   kernels::draw_weights(floats(mu), floats(rho), floats(noise), count, floats(weight));
                 }});
  // 4 for mu, 5 for sigma and sigmoid, 6 for rho
  all.push_back({"add_gaussian_kl_gradient", network, 15 * weights, 24 * weights, [=] {
                   kernels::add_gaussian_kl_gradient({1e-6f, 0.0f, 100.0f}, floats(mu), floats(rho), count,
                                                     floats(of_mu), floats(of_rho));
                 }});
  // 3 for the mean, 4 for the mean square, 2 that correct them, 5 for the weight
  const kernels::AdamStep step{1e-4, 0.9, 0.999, 1e-8, 0.0, 1};
  all.push_back({"adam_update", network, 14 * weights, 28 * weights, [=] {
                   kernels::adam_update(step, floats(of_mu), floats(weight), floats(first), floats(second),
                                        count);
                 }});
}

void add_outputs(std::vector<Kernel>& all, std::int64_t units) {
  const std::int64_t count = kImages * units;
  const auto mean = values(count), variance = values(count).square(), noise = values(count);
  const auto output = values(count), slope = values(count);
  const auto outputs = static_cast<double>(count);
  // root, product, sum; quotient and half of the slope
  all.push_back({"perturb_outputs", std::to_string(units) + " units", 5 * outputs, 20 * outputs, [=] {
                   kernels::perturb_outputs(floats(mean), floats(variance), 1e-16f, floats(noise), count,
                                            floats(output), floats(slope));
                 }});
}

void add_cross_entropy(std::vector<Kernel>& all, std::int64_t classes) {
  const auto logits = values(kImages * classes), gradient = values(kImages * classes);
  const auto labels = torch::randint(classes, {kImages}, torch::kInt64);
  const kernels::LogitsLayout layout{kImages, classes, 1, kImages};
  const auto count = static_cast<double>(logits.numel());
  // maximum, difference, exp, sum, quotient, difference, product
  all.push_back({"cross_entropy", std::to_string(classes) + " classes", 7 * count, 8 * count, [=] {
                   kernels::cross_entropy(layout, floats(logits), labels.data_ptr<std::int64_t>(), 1.0 / 128,
                                          floats(gradient));
                 }});
}

void add_gathering(std::vector<Kernel>& all, std::int64_t pixels) {
  constexpr std::int64_t kExamples = 12800;
  const auto images = torch::randn({kExamples, pixels}), out = values(pixels * kImages);
  const auto order = torch::randperm(kExamples, torch::kInt64);
  auto batch = std::make_shared<std::int64_t>(0);  // another at each call: images come from memory
  all.push_back(
      {"gather_images", std::to_string(pixels) + " pixels", 0.0, 8.0 * static_cast<double>(out.numel()), [=] {
         const auto* examples = order.data_ptr<std::int64_t>() + *batch * kImages;
         *batch = (*batch + 1) % (kExamples / kImages);
         kernels::gather_images(floats(images), pixels, examples, kImages, floats(out));
       }});
}

std::vector<Kernel> all_kernels() {
  std::vector<Kernel> all;
  add_convolution(all, "C1 of LeNet-5", {kImages, 1, 28, 28, 6, 5, 5, 2, 2});
  add_convolution(all, "C3 of LeNet-5", {kImages, 6, 14, 14, 16, 5, 5, 0, 0});
  add_convolution(all, "first stage of ResNet-20", {kImages, 16, 32, 32, 16, 3, 3, 1, 1});
  add_convolution(all, "last stage of ResNet-20", {kImages, 64, 8, 8, 64, 3, 3, 1, 1});
  add_batch_norm(all, "first stage of ResNet-20", {16, 32 * 32 * kImages});
  add_fully_connected(all, 1200);
  add_pooling(all, "after C1", {kImages, 6, 28, 28, 2});
  add_pooling(all, "after C3", {kImages, 16, 10, 10, 2});
  add_noise(all, 61706);
  add_updates(all, "LeNet-5's weights", 61706);
  add_updates(all, "MLP 2×1200's weights", 2395210);
  add_outputs(all, 1200);
  add_cross_entropy(all, 10);
  add_gathering(all, 784);
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Speed of each kernel, as JSON."};
  int rounds = 5;
  double seconds = 0.05;
  app.add_option("--rounds", rounds, "How often each kernel has its turn")->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds, "Length of a turn")->check(CLI::PositiveNumber);

  return benchmarks::run_program(app, argc, argv, [&]() -> nlohmann::ordered_json {
    torch::manual_seed(0);
    const auto all = all_kernels();
    std::vector<benchmarks::Variant> variants{
        {"flops_per_second", [&] { return benchmarks::multiply_add_speed(seconds); }},
        {"memory_bytes_per_second", [&] { return benchmarks::triad_speed(192 << 20, seconds); }},
        {"cache_bytes_per_second", [&] { return benchmarks::triad_speed(24 << 10, seconds); }}};
    for (std::size_t i = 0; i < all.size(); ++i) {
      variants.push_back(
          {std::to_string(i), [&, i] { return benchmarks::seconds_per_call(all[i].work, seconds); }});
    }
    auto medians = benchmarks::medians_over_rounds(variants, rounds);
    nlohmann::ordered_json list;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto number = std::to_string(i);
      list.push_back({{"name", all[i].name},
                      {"size", all[i].size},
                      {"flops", all[i].flops},
                      {"bytes", all[i].bytes},
                      {"seconds", medians[number]}});
      medians.erase(number);
    }
    return {{"images", kImages}, {"rounds", rounds}, {"roofs", medians}, {"kernels", list}};
  });
}
