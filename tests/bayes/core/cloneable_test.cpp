#include "bayes/core/cloneable.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>

#include <type_traits>

#include "bayes/layers/families/network.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

class Scaled : public Cloneable<Scaled, Network> {
 public:
  Scaled() { reset(); }
  void reset() override {
    linear = register_module("linear", torch::nn::Linear(torch::nn::LinearOptions(3, 2).bias(false)));
    random = register_module("random", VariationalLinear(2, 2));
    scale = register_parameter("scale", torch::ones({2}));
    offset = register_buffer("offset", torch::zeros({2}));
  }
  torch::Tensor forward(const torch::Tensor& x) override {
    return linear->forward(x) * scale + offset + 0.0 * random->weight->mean().sum();
  }

  torch::nn::Linear linear{nullptr};
  VariationalLinear random{nullptr};
  torch::Tensor scale, offset;
};

class Forgetful : public Cloneable<Forgetful, Network> {
 public:
  Forgetful() { late = register_buffer("late", torch::ones({1})); }
  void reset() override {}
  torch::Tensor forward(const torch::Tensor& x) override { return x * late; }

  torch::Tensor late;
};

// A static cast from a virtual base does not compile.
template <class Derived, class = void>
struct HasPlainModule : std::false_type {};
template <class Derived>
struct HasPlainModule<Derived,
                      std::void_t<decltype(static_cast<Derived*>(std::declval<torch::nn::Module*>()))>>
    : std::true_type {};

TEST(Cloneable, GivenClassesBelowAnAbstractBaseWhenCompiledThenModuleIsNoVirtualBase) {
  EXPECT_TRUE(HasPlainModule<Scaled>::value);
  EXPECT_TRUE(HasPlainModule<GaussianPriorImpl>::value);
  EXPECT_TRUE(HasPlainModule<MeanFieldGaussianImpl>::value);
  EXPECT_TRUE(HasPlainModule<VariationalLinearImpl>::value);
}

TEST(Cloneable, GivenATrainedNetworkWhenClonedThenTheCopyIsEqualAndSharesNothing) {
  const auto network = std::make_shared<Scaled>();
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network->parameters()) parameter.normal_();
    network->offset.fill_(3.0);
  }
  network->eval();
  const auto x = torch::randn({4, 3});
  const auto before = network->forward(x);

  const auto copy = std::dynamic_pointer_cast<Scaled>(network->clone());
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network->parameters()) parameter.zero_();
    network->offset.zero_();
  }

  ASSERT_NE(copy, nullptr);
  EXPECT_TRUE(torch::equal(copy->forward(x), before));
  EXPECT_FALSE(copy->is_training());
  EXPECT_FALSE(copy->linear->is_training());
  EXPECT_FALSE(copy->linear->options.bias());
  // The members are the registered children, not others beside them.
  EXPECT_EQ(copy->linear.ptr().get(), copy->named_children()["linear"].get());
  EXPECT_EQ(copy->random.ptr().get(), copy->named_children()["random"].get());
  EXPECT_EQ(copy->offset.data_ptr(), copy->named_buffers()["offset"].data_ptr());
}

TEST(Cloneable, GivenResetLeavesSomethingOutWhenClonedThenErrorIsThrown) {
  const auto network = std::make_shared<Forgetful>();

  EXPECT_THROW(network->clone(), c10::Error);
}

}  // namespace
}  // namespace bayes
