#include "experiments/datasets/child_process.h"

#include <gtest/gtest.h>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {

TEST(ChildProcess, GivenArgumentsWithBlanksAndQuotesWhenRunThenTheyArriveAsTheyAre) {
  const TemporaryFolder folder;

  const int status =
      run_program({"printf", "[%s]", "a b", "it's", "\"$HOME\"", "*;`ls`", ""}, folder.path / "log");

  EXPECT_EQ(status, 0);
  EXPECT_EQ(slurp(folder.path / "log"), "[a b][it's][\"$HOME\"][*;`ls`][]");
}

TEST(ChildProcess, GivenEndsOfAllKindsWhenRunThenTheStatusTellsThemApart) {
  const TemporaryFolder folder;
  const auto log = folder.path / "log";

  EXPECT_EQ(run_program({"sh", "-c", "echo told >&2; exit 7"}, log), 7);
  EXPECT_EQ(slurp(log), "told\n");
  EXPECT_EQ(run_program({"sh", "-c", "kill -9 $$"}, log), 128 + 9);
  EXPECT_EQ(run_program({"no-such-program-anywhere"}, log), 127);
  EXPECT_EQ(run_program({"cat"}, log), 0);  // would wait for ever if it had our standard input
  EXPECT_EQ(fault_of([&] { run_program({"true"}, folder.path / "missing" / "log"); }), bayes::Fault::kFailed);
}

}  // namespace bnn
