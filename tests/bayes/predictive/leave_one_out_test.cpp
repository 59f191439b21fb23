#include "bayes/predictive/leave_one_out.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(LeaveOneOut, GivenThreeDrawsWhenOneIsLeftOutThenTheMeanIsThatOfTheOthers) {
  const Predictive predictive{
      torch::tensor({{{0.2, 0.8}}, {{0.5, 0.5}}, {{0.9, 0.1}}}, torch::kFloat64).log()};

  const auto rest = LeaveOneOut(predictive).without(1);

  EXPECT_EQ(rest.draws(), 2);
  EXPECT_NEAR(rest.mean_probabilities()[0][0].item<double>(), 0.55, 1e-15);  // by hand: (0.2 + 0.9) / 2
}

TEST(LeaveOneOut, GivenAnyDrawsWhenOneIsLeftOutThenItIsThePredictiveOfTheOthers) {
  torch::manual_seed(0);
  const auto draws = (5.0 * torch::randn({6, 40, 10})).log_softmax(2);
  const LeaveOneOut leave_one_out{Predictive(draws)};

  for (std::int64_t draw = 0; draw < 6; ++draw) {
    const Predictive expected{torch::cat({draws.narrow(0, 0, draw), draws.narrow(0, draw + 1, 5 - draw)})};
    const auto rest = leave_one_out.without(draw);
    EXPECT_TRUE(rest.log_probabilities().equal(expected.log_probabilities()));
    EXPECT_TRUE(
        torch::allclose(rest.mean_log_probabilities(), expected.mean_log_probabilities(), 1e-13, 1e-13));
  }
}

TEST(LeaveOneOut, GivenADrawThatIsSurerThanDoublesCanTellWhenItIsLeftOutThenTheOthersStayFinite) {
  const auto log_of_tiny = -2000.0;
  const Predictive predictive{
      torch::tensor({{{0.0, log_of_tiny}}, {{log_of_tiny, 0.0}}, {{log_of_tiny, 0.0}}}, torch::kFloat64)};

  const auto rest = LeaveOneOut(predictive).without(0);

  EXPECT_DOUBLE_EQ(rest.mean_log_probabilities()[0][0].item<double>(), log_of_tiny);
  EXPECT_DOUBLE_EQ(rest.mean_log_probabilities()[0][1].item<double>(), 0.0);
}

TEST(LeaveOneOut, GivenNoSuchDrawOrTheOnlyOneWhenLeftOutThenErrorIsThrown) {
  const Predictive predictive{torch::tensor({{{0.2, 0.8}}, {{0.5, 0.5}}}, torch::kFloat64).log()};

  EXPECT_THROW(LeaveOneOut(predictive).without(2), Error);
  EXPECT_THROW(LeaveOneOut(predictive).without(-1), Error);
  EXPECT_THROW(LeaveOneOut(predictive.mean()), Error);
}

}  // namespace
}  // namespace bayes
