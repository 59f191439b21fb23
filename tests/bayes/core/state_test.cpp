#include "bayes/core/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

torch::nn::Sequential network() {
  return torch::nn::Sequential(torch::nn::Linear(torch::nn::LinearOptions(3, 2).bias(false)),
                               torch::nn::BatchNorm1d(2));
}

std::vector<std::string> names(const State& state) {
  std::vector<std::string> all;
  for (const auto& entry : state) all.push_back(entry.first);
  return all;
}

Fault fault_of_loading(torch::nn::Module& module, const State& state) {
  try {
    load_module_state(module, state);
  } catch (const Error& error) {
    return error.fault;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Fault::kFailed;
}

TEST(State, GivenAModuleWhenSavedThenParametersAndBuffersAreThereByName) {
  const auto state = module_state(*network());

  EXPECT_THAT(names(state), testing::ElementsAre("0.weight", "1.bias", "1.num_batches_tracked",
                                                 "1.running_mean", "1.running_var", "1.weight"));
}

TEST(State, GivenAStateWhenTheModuleGoesOnThenTheStateStays) {
  const auto module = network();
  const auto state = module_state(*module);
  const auto before = state.at("0.weight").clone();

  torch::NoGradGuard no_grad;
  for (auto& parameter : module->parameters()) parameter.add_(1.0);

  EXPECT_TRUE(torch::equal(state.at("0.weight"), before));
  EXPECT_FALSE(state.at("0.weight").requires_grad());
}

TEST(State, GivenAnotherModulesStateWhenLoadedThenAllTensorsAreEqualAndNothingIsShared) {
  auto source = network();
  source->train();
  source->forward(torch::randn({8, 3}));  // moves BatchNorm's buffers
  auto target = network();

  const auto state = module_state(*source);
  load_module_state(*target, state);

  const auto loaded = module_state(*target);
  ASSERT_EQ(names(loaded), names(state));
  for (const auto& [name, tensor] : state) EXPECT_TRUE(torch::equal(loaded.at(name), tensor)) << name;
  EXPECT_TRUE(target->parameters()[0].requires_grad());
  EXPECT_NE(target->parameters()[0].data_ptr(), state.at("0.weight").data_ptr());
}

TEST(State, GivenAStateThatDoesNotFitWhenLoadedThenErrorSaysDataAndTheModuleStaysAsItWas) {
  auto module = network();
  const auto before = module_state(*module);
  State changed = before;
  for (auto& entry : changed) entry.second = entry.second + 1;
  State missing = changed;
  missing.erase("1.running_var");
  State shape = changed;
  shape["1.weight"] = torch::ones({1, 2});
  State unknown = changed;
  unknown["2.weight"] = torch::ones({2});

  for (const auto& state : {missing, shape, unknown}) {
    EXPECT_EQ(fault_of_loading(*module, state), Fault::kData);
    const auto after = module_state(*module);
    for (const auto& [name, tensor] : before) EXPECT_TRUE(torch::equal(after.at(name), tensor)) << name;
  }
}

TEST(State, GivenPrefixesWhenAddedAndRemovedThenOnlyTheirOwnEntriesComeBack) {
  State all;
  add_with_prefix(all, "a", {{"weight", torch::ones({1})}, {"b.bias", torch::zeros({2})}});
  add_with_prefix(all, "ab", {{"weight", torch::ones({3})}});

  const auto inner = with_prefix_removed(all, "a");

  EXPECT_THAT(names(all), testing::ElementsAre("a.b.bias", "a.weight", "ab.weight"));
  EXPECT_THAT(names(inner), testing::ElementsAre("b.bias", "weight"));
  EXPECT_EQ(inner.at("weight").numel(), 1);
  EXPECT_TRUE(with_prefix_removed(all, "c").empty());
}

}  // namespace
}  // namespace bayes
