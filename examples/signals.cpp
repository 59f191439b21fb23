// A network of one-dimensional convolutions on signals: is there a short wave packet in the noise, and how
// sure is the network where the packet is of a kind that it has never seen?
#include <bayes/bayes.h>
#include <torch/torch.h>

#include <cstdio>

// N signals [N, 1, 64] of noise; every second one [N] holds a wave packet of this many periods at a place of
// its own.
std::pair<torch::Tensor, torch::Tensor> signals(std::int64_t count, double periods) {
  const auto labels = torch::arange(count).remainder(2);
  const auto place = 16.0 + 32.0 * torch::rand({count, 1});
  const auto t = (torch::arange(64).unsqueeze(0) - place) / 8.0;
  const auto packet = (-t.square()).exp() * (2.0 * M_PI * periods * t / 2.0).sin();
  const auto noisy = 0.3 * torch::randn({count, 64}) + 1.5 * packet * labels.unsqueeze(1);
  return {noisy.unsqueeze(1), labels};
}

int main() {
  torch::manual_seed(0);
  const std::int64_t examples = 256;
  const auto [x, y] = signals(examples, /*periods=*/2.0);
  bayes::GaussianPriorOptions prior_options;
  prior_options.sigma = 0.3;
  const bayes::GaussianPrior prior(prior_options);
  const bayes::VariationalOptions posterior{/*initial_sigma=*/0.05,
                                            bayes::Estimator::kLocalReparameterisation};
  using Conv = torch::nn::Conv1dOptions;
  torch::nn::Sequential network(
      bayes::VariationalConv1d(Conv(1, 8, 9).stride(2), posterior, prior.ptr()), torch::nn::ReLU(),
      bayes::VariationalConv1d(Conv(8, 8, 5).stride(2), posterior, prior.ptr()), torch::nn::ReLU(),
      torch::nn::AdaptiveMaxPool1d(1), torch::nn::Flatten(),
      bayes::VariationalLinear(torch::nn::LinearOptions(8, 2), posterior, prior.ptr()));

  torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(0.01));
  for (std::uint32_t step = 0; step < 400; ++step) {
    const bayes::Draw draw({/*seed=*/0, bayes::Stream::kTraining, step});
    const auto nll = torch::cross_entropy_loss(network->forward(x), y);
    const auto loss = nll + draw.kl() / static_cast<double>(examples);  // nats per datum
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 100 == 0) std::printf("step %3u  loss %.3f nats per signal\n", step, loss.item<double>());
  }

  bayes::ThreadPool pool(2);
  for (const double periods : {2.0, 1.0, 0.5}) {
    const auto [unseen, labels] = signals(200, periods);
    const auto predictive = bayes::sample_predictive(
        [&](const torch::Tensor& some, const bayes::Draw::Key& key, const torch::Tensor& keys) {
          const bayes::Draw draw(key, keys, bayes::Draw::Kl::kSkip);
          return network->forward(some);
        },
        bayes::keyed_by_content(unseen), /*draws=*/30, {/*seed=*/0, bayes::Stream::kPrediction}, pool);
    std::printf("packets of %.1f periods: accuracy %.3f, mutual information %.3f nats\n", periods,
                bayes::accuracy(predictive, labels),
                bayes::entropy_decomposition(predictive).mutual_information.mean().item<double>());
  }
}
