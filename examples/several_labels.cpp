// Several labels at once: which of three tones are in a noisy sound, and how sure is the network where a tone
// is too faint to tell?
#include <bayes/bayes.h>
#include <torch/torch.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>

// N sounds [N, 64], and which of the tones of 2, 5 and 11 periods each holds, [N, 3] of 0 and 1.
std::pair<torch::Tensor, torch::Tensor> sounds(std::int64_t count, double loudness) {
  const auto periods = torch::tensor({2.0, 5.0, 11.0}).unsqueeze(1);
  const auto t = torch::arange(64) / 64.0;
  const auto tones = (2.0 * M_PI * periods * t).sin();  // [3, 64]
  const auto labels = torch::rand({count, 3}).lt(0.5).to(torch::kFloat32);
  return {loudness * labels.matmul(tones) + 0.5 * torch::randn({count, 64}), labels};
}

int main() {
  torch::manual_seed(0);
  const std::int64_t examples = 400;
  const auto [x, y] = sounds(examples, /*loudness=*/1.0);
  const auto likelihood = bayes::bernoulli({}, /*labels=*/3);
  bayes::GaussianPriorOptions prior_options;
  prior_options.sigma = 0.3;
  const bayes::GaussianPrior prior(prior_options);
  const bayes::VariationalOptions posterior{/*initial_sigma=*/0.05,
                                            bayes::Estimator::kLocalReparameterisation};
  torch::nn::Sequential network(
      bayes::VariationalLinear(torch::nn::LinearOptions(64, 16), posterior, prior.ptr()), torch::nn::ReLU(),
      bayes::VariationalLinear(torch::nn::LinearOptions(16, likelihood->outputs()), posterior, prior.ptr()));

  torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(0.02));
  for (std::uint32_t step = 0; step < 400; ++step) {
    const bayes::Draw draw({/*seed=*/0, bayes::Stream::kTraining, step});
    const auto nll = likelihood->nll(network->forward(x), y).mean();
    const auto loss = nll + draw.kl() / static_cast<double>(examples);  // nats per datum
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 100 == 0) std::printf("step %3u  loss %.3f nats per sound\n", step, loss.item<double>());
  }

  bayes::ThreadPool pool(2);
  for (const double loudness : {1.0, 0.5, 0.1}) {
    const auto [unheard, labels] = sounds(200, loudness);
    const auto predictive = bayes::sample_predictive(
        *likelihood,
        [&](const torch::Tensor& some, const bayes::Draw::Key& key, const torch::Tensor& keys) {
          const bayes::Draw draw(key, keys, bayes::Draw::Kl::kSkip);
          return network->forward(some);
        },
        bayes::keyed_by_content(unheard), /*draws=*/30, {/*seed=*/0, bayes::Stream::kPrediction}, pool);
    const auto uncertainty = predictive->uncertainty();
    std::printf(
        "tones of loudness %.1f: %.1f %% of labels right, NLL %.3f, uncertain by %.3f nats, %.3f of them "
        "about the weights\n",
        loudness, 100.0 * predictive->scores(labels).mean().item<double>(),
        -predictive->log_density(labels).mean().item<double>(), uncertainty.total.mean().item<double>(),
        uncertainty.epistemic.mean().item<double>());
  }
}
