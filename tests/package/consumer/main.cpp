#include <bayes/bayes.h>
#include <torch/nn/modules/container/sequential.h>

#include <cstdio>

// A network of the installed library's layers, drawn once: a missing header, object file or dependency shows here.
int main() {
  torch::nn::Sequential network(bayes::VariationalConv2d(torch::nn::Conv2dOptions(1, 2, 3)),
                                bayes::DropoutConv2d(torch::nn::Conv2dOptions(2, 2, 3)));
  const bayes::Draw draw({/*seed=*/1});
  const auto output = network->forward(torch::ones({1, 1, 8, 8}));
  const double kl = draw.kl().item<double>();
  std::printf("KL of one draw: %.1f nats\n", kl);
  return output.numel() == 2 * 4 * 4 && kl > 0.0 ? 0 : 1;
}
