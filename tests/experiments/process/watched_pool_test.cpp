#include "experiments/process/watched_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace bnn {
namespace {

using ::testing::HasSubstr;

struct Watched {
  std::ostringstream stream;
  double seconds = 0;
  bool terminal;
  Progress progress{{stream, terminal, /*colour=*/false, [] { return 100; },
                     [this] { return std::chrono::duration<double>(seconds); }}};
  bayes::ThreadPool threads{1};
  WatchedPool pool{threads, progress, "MAP, seed 0"};

  explicit Watched(bool on_terminal) : terminal(on_terminal) {}
};

TEST(WatchedPool, GivenAStageOfThreeSecondsWhenRunOffATerminalThenOneLineSaysWhatItWas) {
  Watched watched(/*on_terminal=*/false);

  watched.pool.jobs("intervals of test", "resamples")(30, [&](std::int64_t) { watched.seconds += 0.1; });

  EXPECT_EQ(watched.stream.str(), "MAP, seed 0, intervals of test: 30 resamples in 3.0 s (10/s)\n");
}

TEST(WatchedPool, GivenAStageOfOneSecondWhenRunThenItLeavesNoLine) {
  Watched watched(/*on_terminal=*/false);

  watched.pool.jobs("test", "resamples")(10, [&](std::int64_t) { watched.seconds += 0.1; });

  EXPECT_EQ(watched.stream.str(), "");
}

TEST(WatchedPool, GivenATerminalWhenHalfIsDoneThenRateAndTimeLeftAreShown) {
  Watched watched(/*on_terminal=*/true);
  std::string shown;

  watched.pool.jobs("test", "resamples")(30, [&](std::int64_t job) {
    if (job == 15) shown = watched.stream.str();
    watched.seconds += 1;
  });

  EXPECT_THAT(shown.substr(shown.rfind('\r')), HasSubstr(" 50 %  1/s  0:15 left"));
}

TEST(WatchedPool, GivenPredictionsWhenMadeThenEachDrawOfAnImageCounts) {
  Watched watched(/*on_terminal=*/false);

  const auto predictive = watched.pool.predict(
      "test",
      [&](const torch::Tensor& images, const bayes::Draw::Key&, const torch::Tensor&) {
        watched.seconds += 1;
        return torch::zeros({images.size(0), 3});
      },
      bayes::keyed_by_place(torch::zeros({5, 2})), /*draws=*/4, {0, bayes::Stream::kPrediction, 0, 0});

  EXPECT_EQ(predictive.draws(), 4);
  EXPECT_THAT(watched.stream.str(), HasSubstr("MAP, seed 0, test: "));
  EXPECT_THAT(watched.stream.str(), HasSubstr(" predictions in "));
}

}  // namespace
}  // namespace bnn
