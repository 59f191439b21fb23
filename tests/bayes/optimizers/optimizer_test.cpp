#include "bayes/optimizers/optimizer.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "bayes/optimizers/adam.h"
#include "tests/bayes/optimizers/optimizer_against_torch.h"
#include "tests/experiments/files/fault_of.h"

namespace bayes {
namespace {

TEST(Optimizer, GivenAStateWithoutAMomentWhenRestoredThenTheErrorNamesIt) {
  const auto optimizer = adam({})(sample_parameters(torch::kFloat32));
  State state = support::copy_of(optimizer->state());
  state.erase("second_moment.bias");

  const auto error = bnn::error_of([&] { optimizer->restore(state); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kData);
  EXPECT_NE(error->problem.find("\"second_moment\" of \"bias\""), std::string::npos) << error->problem;
}

TEST(Optimizer, GivenAMomentOfAnotherShapeWhenRestoredThenItRefuses) {
  const auto optimizer = adam({})(sample_parameters(torch::kFloat32));
  State state = support::copy_of(optimizer->state());
  state["first_moment.weight"] = torch::zeros({7, 5});

  EXPECT_EQ(bnn::fault_of([&] { optimizer->restore(state); }), Fault::kData);
}

TEST(Optimizer, GivenAParameterWithGapsInMemoryWhenMadeThenItRefuses) {
  const NamedParameters transposed{{"weight", torch::zeros({5, 7}).t()}};

  EXPECT_THROW(adam({})(transposed), Error);
}

}  // namespace
}  // namespace bayes
