// What architectures compute once for all draws: everything before the first random layer.
#include "bayes/core/shared_prefix.h"

#include <gtest/gtest.h>

#include <map>

#include "bayes/core/cloneable.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "models/lenet5.h"
#include "models/lstm.h"
#include "models/mlp.h"
#include "models/resnet.h"

namespace models {
namespace {

// How often the layers of each name were handed an input that is known from an earlier pass.
using Known = std::map<std::string, int>;

class WatchedLinear : public bayes::Cloneable<WatchedLinear> {
 public:
  WatchedLinear(std::string name, const torch::nn::LinearOptions& options, Known& known)
      : layer_name(std::move(name)), options(options), known(&known) {
    reset();
  }
  void reset() override {
    weight = register_parameter("weight", torch::ones({options.out_features(), options.in_features()}));
  }
  torch::Tensor forward(const torch::Tensor& input) {
    (*known)[layer_name] += bayes::SharedPrefix::is_known(input) ? 1 : 0;
    return torch::linear(input, weight);
  }

  std::string layer_name;
  torch::nn::LinearOptions options;
  Known* known;
  torch::Tensor weight;
};

// Plain layers, but for the linear one with the given name, which does not remember.
class LastLayerWatched : public bayes::DeterministicLayers {
 public:
  LastLayerWatched(std::string name, Known& known) : watched_(std::move(name)), known_(known) {}
  torch::nn::AnyModule layer(const std::string& name, const bayes::LayerKind& kind,
                             bayes::LayerInput input) const override {
    if (name != watched_) return DeterministicLayers::layer(name, kind, input);
    const auto& options = std::get<torch::nn::LinearOptions>(kind);
    return torch::nn::AnyModule(std::make_shared<WatchedLinear>(name, options, known_));
  }

 private:
  std::string watched_;
  Known& known_;
};

TEST(SharedPrefixOfArchitectures, GivenPlainLayersBeforeTheLastWhenSeveralPassesRunThenItsInputIsKnown) {
  const torch::NoGradGuard no_grad;
  ResNetOptions small;
  small.blocks = 1;
  const std::vector<std::pair<std::string, bayes::Architecture>> architectures{
      {"f7", lenet5({}, {})}, {"f3", mlp({}, {})}, {"last", resnet(small, {})}};
  for (const auto& [last, architecture] : architectures) {
    Known known;
    const auto network = architecture(std::make_shared<LastLayerWatched>(last, known));
    network->eval();
    const auto images = torch::randn({3, 1, 28, 28});
    const bayes::SharedPrefix prefix(images);

    const auto first = network->forward(images);
    const auto second = network->forward(images);

    EXPECT_TRUE(second.equal(first));
    EXPECT_EQ(known[last], 2) << last;
    EXPECT_TRUE(prefix.was_used());
  }
}

TEST(SharedPrefixOfArchitectures, GivenAPlainResNetWhenASecondPassRunsThenNothingIsComputedAgain) {
  const torch::NoGradGuard no_grad;
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    ResNetOptions small;
    small.blocks = 1;
    const auto network = resnet(small, {})(std::make_shared<bayes::DeterministicLayers>());
    network->to(type);
    network->eval();
    const auto images = torch::randn({3, 1, 28, 28}, type);
    const bayes::SharedPrefix prefix(images);
    const auto first = network->forward(images);

    // Weights that are not read again do not matter.
    for (auto& weight : network->parameters()) weight.zero_();

    EXPECT_TRUE(network->forward(images).equal(first));
    EXPECT_GT(first.abs().max().item<double>(), 0.0);
  }
}

TEST(SharedPrefixOfArchitectures, GivenAnLstmWhenASecondPassRunsThenTheRecurrenceIsNotComputedAgain) {
  const torch::NoGradGuard no_grad;
  const auto network = lstm({6, 1}, {})(std::make_shared<bayes::DeterministicLayers>());
  const auto images = torch::randn({3, 1, 28, 28});
  const bayes::SharedPrefix prefix(images);
  const auto first = network->forward(images);

  // A weight that is not read again does not matter.
  network->named_parameters()["lstm.weight_hh_l0"].zero_();

  EXPECT_TRUE(network->forward(images).equal(first));
}

TEST(SharedPrefixOfArchitectures, GivenAGruWhenASecondPassRunsThenTheRecurrenceIsNotComputedAgain) {
  const torch::NoGradGuard no_grad;
  const auto network = lstm({6, 1, RecurrentCell::kGru}, {})(std::make_shared<bayes::DeterministicLayers>());
  const auto images = torch::randn({3, 1, 28, 28});
  const bayes::SharedPrefix prefix(images);
  const auto first = network->forward(images);

  network->named_parameters()["gru.weight_hh_l0"].zero_();

  EXPECT_TRUE(network->forward(images).equal(first));
}

}  // namespace
}  // namespace models
