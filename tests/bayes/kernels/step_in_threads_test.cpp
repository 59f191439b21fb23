// A training step made of kernels alone, on several threads: what ThreadSanitizer is to look at (preset
// `races`), and the same bits as on one thread.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/elementwise/gather_images.h"
#include "bayes/kernels/elementwise/relu_max_pool.h"
#include "bayes/kernels/noise/noise.h"
#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/kernels/update/variational_update.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes::kernels {
namespace {

constexpr std::int64_t kImages = 40, kSide = 8, kShards = 4, kBlock = 16;
constexpr ConvolutionShape kShape{kImages / kShards, 1, kSide, kSide, 3, 3, 3, 1, 1};
constexpr std::int64_t kWeights = 3 * 3 * 3;

std::vector<float> noise_of(std::uint64_t key, std::int64_t count) {
  std::vector<float> noise(count);
  fill_normal({key, 0, 0, 0}, count, noise.data());
  return noise;
}

struct Network {
  std::vector<float> mu = noise_of(1, kWeights), rho = std::vector<float>(kWeights, -2.0f);
  std::vector<float> weight = mu;
  std::vector<float> moments[4] = {std::vector<float>(kWeights), std::vector<float>(kWeights),
                                   std::vector<float>(kWeights), std::vector<float>(kWeights)};
};

// The gradient of the sum of squares of what comes out of convolution, ReLU and pooling.
void shard_gradient(const Network& network, const std::vector<float>& images, std::int64_t shard,
                    std::vector<float>& gradient) {
  const std::int64_t count = kShape.images, pixels = kSide * kSide;
  std::vector<std::int64_t> examples(count);
  for (std::int64_t i = 0; i < count; ++i) examples[i] = shard * count + i;
  std::vector<float> input(count * pixels), features(3 * count * pixels), pooled(3 * count * pixels / 4),
      back(features);
  std::vector<std::uint8_t> winner(pooled.size());
  const ReluMaxPoolShape pool{count, 3, kSide, kSide, 2};
  gather_images(images.data(), pixels, examples.data(), count, input.data());
  convolution(kShape, input.data(), network.weight.data(), nullptr, features.data());
  relu_max_pool(pool, features.data(), pooled.data(), winner.data());
  relu_max_pool_gradient(pool, pooled.data(), winner.data(), back.data());
  convolution_gradients(kShape, input.data(), nullptr, back.data(), {nullptr, gradient.data(), nullptr});
}

void update_block(Network& network, const std::vector<std::vector<float>>& gradients, std::uint32_t step,
                  std::int64_t first) {
  const std::int64_t count = std::min(kBlock, kWeights - first);
  float of_mu[kBlock], of_rho[kBlock], noise[kBlock];
  const float* shards[kShards];
  for (std::int64_t s = 0; s < kShards; ++s) shards[s] = gradients[s].data() + first;
  reduce(of_mu, shards, kShards, count);
  fill_normal({2, step, 0, 0}, first, count, noise);
  for (std::int64_t e = 0; e < count; ++e) of_rho[e] = of_mu[e] * noise[e];
  add_gaussian_kl_gradient({0.01f, 0.0f, 4.0f}, network.mu.data() + first, network.rho.data() + first, count,
                           of_mu, of_rho);
  const AdamStep adam{0.01, 0.9, 0.999, 1e-8, 0.0, step + 1};
  adam_update(adam, of_mu, network.mu.data() + first, network.moments[0].data() + first,
              network.moments[1].data() + first, count);
  adam_update(adam, of_rho, network.rho.data() + first, network.moments[2].data() + first,
              network.moments[3].data() + first, count);
  fill_normal({2, step + 1, 0, 0}, first, count, noise);
  draw_weights(network.mu.data() + first, network.rho.data() + first, noise, count,
               network.weight.data() + first);
}

Network trained(int threads) {
  Network network;
  const auto images = noise_of(3, kImages * kSide * kSide);
  std::vector<std::vector<float>> gradients(kShards, std::vector<float>(kWeights));
  ThreadPool pool(threads);
  for (std::uint32_t step = 0; step < 20; ++step) {
    pool.run(kShards, [&](std::int64_t shard) { shard_gradient(network, images, shard, gradients[shard]); });
    pool.run((kWeights + kBlock - 1) / kBlock,
             [&](std::int64_t block) { update_block(network, gradients, step, block * kBlock); });
  }
  return network;
}

TEST(StepInThreads, GivenAnyNumberOfThreadsWhenTrainedThenTheWeightsAreTheSameToTheBit) {
  const auto one = trained(1);

  for (const int threads : {2, 4}) {
    const auto several = trained(threads);
    EXPECT_EQ(several.mu, one.mu);
    EXPECT_EQ(several.rho, one.rho);
    EXPECT_EQ(several.weight, one.weight);
  }
  EXPECT_NE(one.mu, Network().mu);
}

}  // namespace
}  // namespace bayes::kernels
