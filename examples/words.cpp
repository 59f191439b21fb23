// Sequences of words, read by an embedding and a recurrent layer whose weights are drawn once for a whole
// sequence: which of two words comes more often, and how sure is the network of sequences longer than it has
// seen?
#include <bayes/bayes.h>
#include <torch/torch.h>

#include <cstdio>
#include <tuple>

constexpr std::int64_t kWords = 4, kWidth = 16;

// N sequences [N, length] of words 0 to 3, and whether word 1 comes more often than word 2 [N].
std::pair<torch::Tensor, torch::Tensor> sequences(std::int64_t count, std::int64_t length) {
  const auto words = torch::randint(kWords, {count, length}, torch::kInt64);
  return {words, ((words == 1).sum(1) > (words == 2).sum(1)).to(torch::kInt64)};
}

template <class Embedding, class Recurrence, class Linear, class RecurrentOptions, class Options>
struct Reader : torch::nn::Module {
  explicit Reader(const Options& options)
      : embedding(torch::nn::EmbeddingOptions(kWords, kWidth), options),
        recurrence(RecurrentOptions(kWidth, kWidth).batch_first(true), options),
        last(torch::nn::LinearOptions(kWidth, 2), options) {
    register_module("embedding", embedding);
    register_module("recurrence", recurrence);
    register_module("last", last);
  }

  torch::Tensor forward(const torch::Tensor& words) {
    const auto states = std::get<0>(recurrence->forward(embedding->forward(words)));
    return last->forward(states.select(1, -1));
  }

  Embedding embedding;
  Recurrence recurrence;
  Linear last;
};

template <class Network, class Options>
void read(const char* name, const Options& options) {
  torch::manual_seed(0);
  Network network(options);

  torch::optim::Adam optimizer(network.parameters(), torch::optim::AdamOptions(0.01));
  const std::uint32_t steps = 300, batch = 200;  // each step sees sequences of its own
  for (std::uint32_t step = 0; step < steps; ++step) {
    const auto [words, labels] = sequences(batch, /*length=*/10);
    const bayes::Draw draw({/*seed=*/0, bayes::Stream::kTraining, step});
    const auto nll = torch::cross_entropy_loss(network.forward(words), labels);
    const auto loss = nll + draw.kl() / static_cast<double>(steps * batch);  // nats per sequence
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }

  bayes::ThreadPool pool(2);
  for (const std::int64_t length : {10, 40}) {
    const auto [unseen, truth] = sequences(1000, length);
    const auto predictive = bayes::sample_predictive(
        [&](const torch::Tensor& some, const bayes::Draw::Key& key, const torch::Tensor& keys) {
          const bayes::Draw draw(key, keys, bayes::Draw::Kl::kSkip);
          return network.forward(some);
        },
        bayes::keyed_by_content(unseen), /*draws=*/30, {/*seed=*/0, bayes::Stream::kPrediction}, pool);
    std::printf("%-24s length %2d: accuracy %.3f, mutual information %.3f nats\n", name,
                static_cast<int>(length), bayes::accuracy(predictive, truth),
                bayes::entropy_decomposition(predictive).mutual_information.mean().template item<double>());
  }
}

int main() {
  using namespace bayes;
  using torch::nn::GRUOptions;
  using torch::nn::LSTMOptions;
  const VariationalOptions posterior{/*initial_sigma=*/0.02};
  using VariationalGru =
      Reader<VariationalEmbedding, VariationalGRU, VariationalLinear, GRUOptions, VariationalOptions>;
  using VariationalLstm =
      Reader<VariationalEmbedding, VariationalLSTM, VariationalLinear, LSTMOptions, VariationalOptions>;
  read<VariationalGru>("GRU, Bayes by Backprop", posterior);
  read<VariationalLstm>("LSTM, Bayes by Backprop", posterior);
  const DropoutOptions dropout{/*dropout_rate=*/0.1};
  read<Reader<DropoutEmbedding, DropoutGRU, DropoutLinear, GRUOptions, DropoutOptions>>("GRU, MC dropout",
                                                                                        dropout);
  read<Reader<DropoutEmbedding, DropoutLSTM, DropoutLinear, LSTMOptions, DropoutOptions>>("LSTM, MC dropout",
                                                                                          dropout);
}
