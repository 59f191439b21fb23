// Autoencoders that take the noise off signals, images and volumes, with every family of random layers: how
// far is the mean of draws from what lies under the noise, and do draws differ more where it is wrong?
#include <bayes/bayes.h>
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <string>

constexpr std::int64_t kExamples = 128, kSize = 12;
constexpr double kNoise = 0.3;

// N examples [N, 1, 12, …] of D dimensions, each a bump at a place of its own.
torch::Tensor bumps(std::size_t dimensions) {
  auto values = torch::ones({kExamples, 1});
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::vector<std::int64_t> sizes(d + 3, 1);
    sizes.front() = kExamples;
    sizes.back() = kSize;
    const auto place = 2.0 + (kSize - 4.0) * torch::rand({kExamples, 1});
    const auto along = (-(torch::arange(kSize) - place).square() / 6.0).exp();
    values = values.unsqueeze(-1) * along.view(sizes);
  }
  return values;
}

template <std::size_t D, class Convolution, class Transposed, class Options>
torch::nn::Sequential convolutions(const Options& options) {
  return torch::nn::Sequential(
      Convolution(torch::nn::ConvOptions<D>(1, 8, 3).stride(2).padding(1), options), torch::nn::ReLU(),
      Transposed(torch::nn::ConvTransposeOptions<D>(8, 1, 4).stride(2).padding(1), options));
}

template <class Linear, class Options>
torch::nn::Sequential perceptron(const Options& options) {
  using torch::nn::LinearOptions;
  return torch::nn::Sequential(torch::nn::Flatten(), Linear(LinearOptions(kSize, 32), options),
                               torch::nn::ReLU(), Linear(LinearOptions(32, kSize), options),
                               torch::nn::Unflatten(torch::nn::UnflattenOptions(1, {1, kSize})));
}

void denoise(const char* name, std::size_t dimensions, torch::nn::Sequential network) {
  torch::manual_seed(0);
  const auto clean = bumps(dimensions);
  const auto noisy = clean + kNoise * torch::randn_like(clean);

  torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(0.01));
  for (std::uint32_t step = 0; step < 200; ++step) {
    const bayes::Draw draw({/*seed=*/0, bayes::Stream::kTraining, step});
    const auto squares = (network->forward(noisy) - clean).square();
    // Nats per example: a Gaussian likelihood of standard deviation 0.1.
    const auto nll = squares.flatten(1).sum(1).mean() / (2.0 * 0.1 * 0.1);
    const auto loss = nll + draw.kl() / static_cast<double>(kExamples);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }

  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> draws;
  for (std::uint32_t sample = 0; sample < 30; ++sample) {
    const bayes::Draw draw({/*seed=*/0, bayes::Stream::kPrediction, /*step=*/0, sample});
    draws.push_back(network->forward(noisy));
  }
  const auto all = torch::stack(draws);
  const auto error = (all.mean(0) - clean).abs().flatten(), spread = all.std(0).flatten();
  const auto is_sure = spread <= spread.median();
  std::printf("%-26s mean error %.3f (noise %.3f): %.3f where draws agree, %.3f where they do not\n", name,
              error.mean().item<double>(), (noisy - clean).abs().mean().item<double>(),
              error.masked_select(is_sure).mean().item<double>(),
              error.masked_select(is_sure.logical_not()).mean().item<double>());
}

template <class Conv1, class Back1, class Conv2, class Back2, class Conv3, class Back3, class Linear,
          class Options>
void denoise_all(const std::string& family, const Options& options) {
  std::printf("%s\n", family.c_str());
  denoise("  signals, fully connected", 1, perceptron<Linear>(options));
  denoise("  signals", 1, convolutions<1, Conv1, Back1>(options));
  denoise("  images", 2, convolutions<2, Conv2, Back2>(options));
  denoise("  volumes", 3, convolutions<3, Conv3, Back3>(options));
}

int main() {
  using namespace bayes;
  torch::manual_seed(0);
  denoise_all<VariationalConv1d, VariationalConvTranspose1d, VariationalConv2d, VariationalConvTranspose2d,
              VariationalConv3d, VariationalConvTranspose3d, VariationalLinear>(
      "Bayes by Backprop", VariationalOptions{/*initial_sigma=*/0.05, Estimator::kFlipout});
  denoise_all<DropoutConv1d, DropoutConvTranspose1d, DropoutConv2d, DropoutConvTranspose2d, DropoutConv3d,
              DropoutConvTranspose3d, DropoutLinear>(
      "MC dropout", DropoutOptions{/*dropout_rate=*/0.1, DropoutUnit::kChannel});
  denoise_all<ConcreteDropoutConv1d, ConcreteDropoutConvTranspose1d, ConcreteDropoutConv2d,
              ConcreteDropoutConvTranspose2d, ConcreteDropoutConv3d, ConcreteDropoutConvTranspose3d,
              ConcreteDropoutLinear>("concrete dropout", ConcreteDropoutOptions{/*initial_rate=*/0.1});
}
