// A network and a training loop of one's own, with variational layers: two interleaved half moons.
#include <bayes/bayes.h>
#include <torch/torch.h>

#include <cstdio>

// N points on two half moons [N, 2] with Gaussian noise, and which moon each lies on [N].
std::pair<torch::Tensor, torch::Tensor> half_moons(std::int64_t count) {
  const auto labels = torch::arange(count).remainder(2);
  const auto angle = M_PI * torch::rand({count});
  const auto x = torch::where(labels == 0, angle.cos(), 1.0 - angle.cos());
  const auto y = torch::where(labels == 0, angle.sin(), 0.5 - angle.sin());
  return {torch::stack({x, y}, 1) + 0.1 * torch::randn({count, 2}), labels};
}

int main() {
  torch::manual_seed(0);
  const std::int64_t examples = 500;
  const auto [points, labels] = half_moons(examples);
  bayes::GaussianPriorOptions prior_options;
  prior_options.sigma = 1.0;
  const bayes::GaussianPrior prior(prior_options);
  const bayes::VariationalOptions posterior{/*initial_sigma=*/0.05, bayes::Estimator::kFlipout};
  torch::nn::Sequential network(
      bayes::VariationalLinear(torch::nn::LinearOptions(2, 32), posterior, prior.ptr()), torch::nn::ReLU(),
      bayes::VariationalLinear(torch::nn::LinearOptions(32, 2), posterior, prior.ptr()));

  torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(0.01));
  for (std::uint32_t step = 0; step < 2000; ++step) {
    const bayes::Draw draw({/*seed=*/0, bayes::Stream::kTraining, step});
    // In a statement of its own: C++ leaves the order of operands open, and draw.kl() is of what was drawn
    // before it.
    const auto nll = torch::cross_entropy_loss(network->forward(points), labels);
    const auto loss = nll + draw.kl() / static_cast<double>(examples);  // nats per datum
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 500 == 0) std::printf("step %4u  loss %.3f nats per point\n", step, loss.item<double>());
  }

  // Predict with 100 draws, close to the data and far from it.
  bayes::ThreadPool pool(2);
  const auto where = torch::tensor({{0.0, 1.0}, {1.0, -0.5}, {0.5, 0.25}, {-6.0, -6.0}}, torch::kFloat32);
  const auto predictive = bayes::sample_predictive(
      [&](const torch::Tensor& some, const bayes::Draw::Key& key, const torch::Tensor& keys) {
        const bayes::Draw draw(key, keys, bayes::Draw::Kl::kSkip);
        return network->forward(some);
      },
      bayes::keyed_by_content(where), /*draws=*/100, {/*seed=*/0, bayes::Stream::kPrediction}, pool);
  const auto entropy = bayes::entropy_decomposition(predictive);
  for (std::int64_t i = 0; i < where.size(0); ++i) {
    std::printf("at (%5.2f, %5.2f): P(lower moon) %.3f, mutual information %.3f nats\n",
                where[i][0].item<double>(), where[i][1].item<double>(),
                predictive.mean_probabilities()[i][1].item<double>(),
                entropy.mutual_information[i].item<double>());
  }
}
