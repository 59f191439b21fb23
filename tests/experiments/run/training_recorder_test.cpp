#include "experiments/run/training_recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "bayes/methods/map.h"
#include "tests/experiments/files/temporary_folder.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A recorder whose clock can be set.
struct Recorded {
  explicit Recorded(const TimeAhead& ahead, std::int64_t steps_done = 0)
      : recorder(*method, directory, progress, "MAP, seed 0", {}, steps_done, ahead) {}

  /// So many steps of an eighth of a second each, of 1,000 in all.
  void steps(int count, std::int64_t members = 1) {
    bayes::StepReport report;
    report.members = members;
    report.steps = 1000 / members;
    report.examples_in_all = 64 * report.steps;
    for (int i = 0; i < count; ++i) {
      seconds += 0.125;
      recorder.on_step(report);
    }
  }

  std::ostringstream stream;
  double seconds = 100;
  TemporaryFolder folder;
  Progress progress{{stream, /*redraws=*/false, /*colour=*/false, [] { return 100; },
                     [this] { return std::chrono::duration<double>(seconds); }}};
  RunDirectory directory{folder.path / "run", "name: a\n", RunDirectory::Resume::kNo};
  std::unique_ptr<bayes::InferenceMethod> method = bayes::map({}, support::small_problem());
  TrainingRecorder recorder;
};

TEST(TrainingRecorder, GivenASecondOfTrainingWhenItGoesOnThenTheTimeOfTrainingAndEvaluationIsToldOnce) {
  Recorded run({0.0, 780.0, false});

  run.steps(7);
  EXPECT_EQ(run.stream.str(), "");
  run.steps(1);
  const auto told = run.stream.str();
  run.steps(100);

  // By hand: 992 steps of an eighth of a second are 124 s, 2 min to the next 10 s.
  EXPECT_EQ(told, "MAP, seed 0: about 2 min of training and 13 min of evaluation\n");
  EXPECT_EQ(run.stream.str(), told);
}

TEST(TrainingRecorder, GivenAResumedRunWhenTheTimeIsToldThenOnlyWhatIsLeftCounts) {
  Recorded run({0.0, 4.0, false}, /*steps_done=*/900);

  run.steps(8);

  EXPECT_EQ(run.stream.str(), "MAP, seed 0: about 12 s of training and 4 s of evaluation\n");  // 92 / 8
}

TEST(TrainingRecorder, GivenMembersOfAnEnsembleWhenTheTimeIsToldThenThoseOfAllCount) {
  Recorded run({0.0, 4.0, true});

  run.steps(8, /*members=*/4);

  EXPECT_EQ(run.stream.str(),
            "MAP, seed 0: about 2 min of training (less where patience ends it) and 4 s of evaluation\n");
}

TEST(TrainingRecorder, GivenValidationThatHasNotComeYetWhenTheTimeIsToldThenItIsAdded) {
  Recorded run({1000.0, 4.0, false});

  run.steps(8);

  // By hand: 124 s of steps and 992 s of validation are 18.6 min.
  EXPECT_EQ(run.stream.str(), "MAP, seed 0: about 19 min of training and 4 s of evaluation\n");
}

TEST(TrainingRecorder, GivenARunOfLessThanTwoSecondsWhenItGoesOnThenNoTimeIsTold) {
  Recorded run({0.0, 0.25, false}, /*steps_done=*/996);

  run.steps(4);
  run.seconds += 0.75;
  run.recorder.finish();

  EXPECT_THAT(run.stream.str(), HasSubstr("MAP, seed 0: "));
  EXPECT_THAT(run.stream.str(), Not(HasSubstr("about")));
}

TEST(TrainingRecorder, GivenALongEvaluationAfterAShortTrainingWhenItEndsThenItsTimeIsTold) {
  Recorded run({0.0, 780.0, false}, /*steps_done=*/996);

  run.steps(4);
  run.recorder.finish();

  EXPECT_THAT(run.stream.str(), HasSubstr("MAP, seed 0: about 13 min of evaluation\n"));
}

}  // namespace
}  // namespace bnn
