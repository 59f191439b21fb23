#include "bayes/layers/operators/batch_norm2d.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/nn/modules/batchnorm.h>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/error.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/libtorch.h"
#include "bayes/core/shared_prefix.h"
#include "bayes/core/state.h"

namespace bayes {
namespace {

struct Pair {
  explicit Pair(const torch::nn::BatchNorm2dOptions& options) : ours(options), theirs(options) {
    const torch::NoGradGuard no_grad;
    ours->weight.uniform_(0.5, 1.5);
    ours->bias.uniform_(-1.0, 1.0);
    load_module_state(*theirs, module_state(*ours));
  }
  BatchNorm2d ours;
  torch::nn::BatchNorm2d theirs;
};

void expect_close(const torch::Tensor& a, const torch::Tensor& b) {
  EXPECT_TRUE(torch::allclose(a, b, /*rtol=*/1e-4, /*atol=*/1e-5)) << (a - b).abs().max();
}

class BatchNorm2dLayouts : public testing::TestWithParam<BatchLayout> {
 protected:
  torch::Tensor batch() const {
    torch::manual_seed(3);
    const auto images = torch::randn({20, 5, 6, 7}) * 3.0 + 2.0;
    return GetParam() == BatchLayout::kImagesInnermost ? images_innermost(images) : images;
  }
};

TEST_P(BatchNorm2dLayouts, GivenOptionsWhenTrainedOnBatchesThenItDoesWhatLibTorchsDoes) {
  using Options = torch::nn::BatchNorm2dOptions;
  for (const auto& options :
       {Options(5), Options(5).momentum(0.3).eps(0.01), Options(5).momentum(kNullopt)}) {
    Pair norm(options);
    const auto slope = torch::randn({20, 5, 6, 7});
    for (int step = 0; step < 3; ++step) {
      auto x = (batch() + step).detach().requires_grad_(), y = x.detach().clone().requires_grad_();

      const auto ours = norm.ours(x), theirs = norm.theirs(y);

      expect_close(ours, theirs);
      const auto a = torch::autograd::grad({ours}, {x, norm.ours->weight, norm.ours->bias}, {slope});
      const auto b = torch::autograd::grad({theirs}, {y, norm.theirs->weight, norm.theirs->bias}, {slope});
      for (std::size_t i = 0; i < a.size(); ++i) expect_close(a[i], b[i]);
    }
    const auto ours = module_state(*norm.ours), theirs = module_state(*norm.theirs);
    for (const auto& [name, tensor] : theirs) expect_close(ours.at(name), tensor);
    norm.ours->eval();
    norm.theirs->eval();
    expect_close(norm.ours(batch()), norm.theirs(batch()));
    const torch::NoGradGuard no_grad;
    expect_close(norm.ours(batch()), norm.theirs(batch()));
  }
}

TEST_P(BatchNorm2dLayouts, GivenAnAddendOrNoneWhenRectifiedThenItDoesWhatLibTorchsOperatorsDo) {
  for (const bool adds : {false, true}) {
    Pair norm{torch::nn::BatchNorm2dOptions(5)};
    const auto slope = torch::randn({20, 5, 6, 7});
    auto x = batch().detach().requires_grad_(), y = x.detach().clone().requires_grad_();
    auto more = (batch() * 0.3).detach().requires_grad_(), as_much = more.detach().clone().requires_grad_();

    const auto ours = norm.ours->rectified(x, adds ? more : torch::Tensor());
    const auto theirs = (adds ? norm.theirs(y) + as_much : norm.theirs(y)).relu();

    expect_close(ours, theirs);
    std::vector<torch::Tensor> a{x, norm.ours->weight, norm.ours->bias};
    std::vector<torch::Tensor> b{y, norm.theirs->weight, norm.theirs->bias};
    if (adds) a.push_back(more), b.push_back(as_much);
    a = torch::autograd::grad({ours}, a, {slope});
    b = torch::autograd::grad({theirs}, b, {slope});
    for (std::size_t i = 0; i < a.size(); ++i) expect_close(a[i], b[i]);
    norm.ours->eval();
    norm.theirs->eval();
    const torch::NoGradGuard no_grad;
    const auto after = norm.theirs(batch());
    expect_close(norm.ours->rectified(batch(), adds ? more : torch::Tensor()),
                 (adds ? after + more : after).relu());
  }
}

TEST_P(BatchNorm2dLayouts, GivenTwoUsesOrOneWhenRectifiedTwiceThenGradientsAreThoseOfLibTorchsOperators) {
  for (const bool uses_both : {false, true}) {
    Pair norm{torch::nn::BatchNorm2dOptions(5)};
    const auto slope = torch::randn({20, 5, 6, 7}), another = torch::randn({20, 5, 6, 7});
    auto x = batch().detach().requires_grad_(), y = x.detach().clone().requires_grad_();
    auto more = (batch() * 0.3).detach().requires_grad_(), as_much = more.detach().clone().requires_grad_();

    const auto ours = norm.ours->rectified_twice(x, more);
    const auto theirs = (norm.theirs(y) + as_much).relu();

    ASSERT_EQ(ours.size(), 2U);
    for (const auto& output : ours) expect_close(output, theirs);
    const auto objective = [&](const torch::Tensor& one, const torch::Tensor& other) {
      return uses_both ? (one * slope).sum() + (other * another).sum() : (other * another).sum();
    };
    const auto a =
        torch::autograd::grad({objective(ours[0], ours[1])}, {x, norm.ours->weight, norm.ours->bias, more});
    const auto b = torch::autograd::grad({objective(theirs, theirs)},
                                         {y, norm.theirs->weight, norm.theirs->bias, as_much});
    for (std::size_t i = 0; i < a.size(); ++i) expect_close(a[i], b[i]);
  }
}

TEST_P(BatchNorm2dLayouts, GivenAGradientThatOthersHoldWhenDifferentiatedThenItStays) {
  Pair norm{torch::nn::BatchNorm2dOptions(5)};
  const auto x = batch().detach().requires_grad_(), more = batch().detach().requires_grad_();
  const auto slope = images_innermost(torch::randn({20, 5, 6, 7})), before = slope.clone();

  const auto output = norm.ours->rectified(x, more);
  // Of the output itself, of both terms of a sum, and of what goes on with it: each may be one tensor.
  const auto after = output * 2.0 + output;
  const auto found = torch::autograd::grad({after, output}, {x, more, output, after}, {slope, slope});

  EXPECT_TRUE(slope.equal(before));
  expect_close(found[2], before * 4.0);
  expect_close(found[3], before);
  expect_close(found[1], torch::where(output > 0.0, before * 4.0, torch::zeros_like(before)));
}

TEST_P(BatchNorm2dLayouts, GivenAScopeWhenTrainedThenRunningMomentsChangeWhenItSaysSo) {
  Pair norm{torch::nn::BatchNorm2dOptions(5)};
  norm.theirs(batch());
  BufferChanges changes;

  norm.ours(batch());

  EXPECT_EQ(norm.ours->num_batches_tracked.item<std::int64_t>(), 0);
  EXPECT_TRUE(norm.ours->running_mean.eq(0).all().item<bool>());
  for (const auto& change : changes.take()) change();
  EXPECT_EQ(norm.ours->num_batches_tracked.item<std::int64_t>(), 1);
  expect_close(norm.ours->running_mean, norm.theirs->running_mean);
  expect_close(norm.ours->running_var, norm.theirs->running_var);
}

TEST_P(BatchNorm2dLayouts, GivenKnownImagesWhenSeveralPassesRunThenEachOutputIsRememberedByItself) {
  Pair norm{torch::nn::BatchNorm2dOptions(5)};
  norm.ours->eval();
  norm.theirs->eval();
  const torch::NoGradGuard no_grad;
  const auto x = batch(), known = batch() * 0.3, unknown = batch() * 0.2;
  const auto theirs = norm.theirs(x);
  const SharedPrefix prefix({x, known});

  for (int pass = 0; pass < 2; ++pass) {
    expect_close(norm.ours->rectified(x, known), (theirs + known).relu());
    expect_close(norm.ours->rectified(x, unknown), (theirs + unknown).relu());
    expect_close(norm.ours->rectified(x), theirs.relu());
    expect_close(norm.ours(x), theirs);
  }
  const auto address = [&](const torch::Tensor& addend) {
    return norm.ours->rectified(x, addend).data_ptr();
  };
  EXPECT_EQ(address(known), address(known));
  EXPECT_EQ(address({}), address({}));
  EXPECT_NE(address({}), address(known));
  EXPECT_EQ(norm.ours(x).data_ptr(), norm.ours(x).data_ptr());
  EXPECT_TRUE(prefix.was_used());
}

INSTANTIATE_TEST_SUITE_P(All, BatchNorm2dLayouts,
                         testing::Values(BatchLayout::kImagesOutermost, BatchLayout::kImagesInnermost));

TEST(BatchNorm2d, GivenACloneWhenItTrainsThenTheOriginalStays) {
  BatchNorm2d norm(torch::nn::BatchNorm2dOptions(2));
  norm(torch::randn({4, 2, 3, 3}));
  const auto before = norm->running_mean.clone();

  auto clone = std::dynamic_pointer_cast<BatchNorm2dImpl>(norm->clone());
  ASSERT_NE(clone, nullptr);
  EXPECT_TRUE(clone->running_mean.equal(before));
  clone->forward(torch::randn({4, 2, 3, 3}) + 5.0);

  EXPECT_TRUE(norm->running_mean.equal(before));
  EXPECT_FALSE(clone->running_mean.equal(before));
}

TEST(BatchNorm2d, GivenOneValueAChannelOrOtherChannelsWhenTrainedThenItIsRefused) {
  BatchNorm2d norm(torch::nn::BatchNorm2dOptions(2));

  EXPECT_THROW(norm(torch::randn({1, 2, 1, 1})), Error);
  EXPECT_THROW(norm(torch::randn({4, 3, 2, 2})), Error);
  EXPECT_THROW(BatchNorm2d(torch::nn::BatchNorm2dOptions(2).affine(false)), Error);
}

}  // namespace
}  // namespace bayes
