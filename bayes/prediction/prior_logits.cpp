#include "bayes/prediction/prior_logits.h"

#include <torch/utils.h>

#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/initialisers.h"
#include "bayes/layers/families/deterministic_layers.h"

namespace bayes {
namespace {

// Every weight once, also one that has two names.
void draw_weights(torch::nn::Module& network, const Prior& prior) {
  for (auto& weight : network.parameters()) weight.copy_(prior.draw(weight.sizes(), weight.options()));
}

}  // namespace

torch::Tensor prior_logits(const Architecture& architecture, const Prior& prior, const torch::Tensor& images,
                           std::int64_t draws, std::uint64_t seed, ThreadPool& pool,
                           const std::function<void()>& drawn) {
  if (draws < 1) throw Error("no draw of the prior is asked for", "draws", "ask for 1 or more");
  const torch::NoGradGuard no_grad;
  const auto network = [&] {
    const auto lock = lock_initialisers();
    return architecture(std::make_shared<DeterministicLayers>());
  }();
  // Weights of heavy-tailed priors multiply from layer to layer: single precision might overflow.
  network->to(torch::kFloat64);
  network->eval();
  const auto inputs = images.to(torch::kFloat64);
  {
    const Draw draw({seed, Stream::kPrior, 0, 0}, 0, Draw::Kl::kSkip);
    prior.draw({1}, torch::kFloat64);  // throws here where it throws
  }
  std::vector<torch::Tensor> logits(draws);
  pool.run(draws, [&](std::int64_t s) {
    const torch::NoGradGuard no_grad_here;
    const auto copy = network->copy();
    const Draw draw({seed, Stream::kPrior, 0, static_cast<std::uint32_t>(s)}, 0, Draw::Kl::kSkip);
    draw_weights(*copy, prior);
    logits[s] = copy->forward(inputs).contiguous();
    drawn();
  });
  return torch::stack(logits);
}

}  // namespace bayes
