#include "experiments/files/file_lock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {

TEST(FileLock, GivenAHolderWhenAnotherComesThenItLearnsWhoHoldsTheFolderSinceWhen) {
  const TemporaryFolder folder;
  const FileLock holder(folder.path);

  const auto error = error_of([&] { FileLock second(folder.path); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kTryAgain);
  EXPECT_EQ(error->where, folder.path.string());
  const std::regex expected("the folder is in use by process " + std::to_string(::getpid()) +
                            R"( on \S+ since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)");
  EXPECT_TRUE(std::regex_match(error->problem, expected)) << error->problem;
}

TEST(FileLock, GivenAHolderThatEndedWhenAnotherComesThenTheFolderIsFree) {
  const TemporaryFolder folder;

  for (int i = 0; i < 3; ++i) EXPECT_EQ(fault_of([&] { FileLock lock(folder.path); }), std::nullopt);

  EXPECT_EQ(slurp(folder.path / ".lock"), "");
}

TEST(FileLock, GivenAHolderThatWasKilledWhenAnotherComesThenTheFolderIsFree) {
  const TemporaryFolder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const FileLock lock(folder.path);
    [[maybe_unused]] const auto written = ::write(ready[1], "r", 1);
    while (true) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);

  const auto while_it_lives = fault_of([&] { FileLock lock(folder.path); });
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto after = fault_of([&] { FileLock lock(folder.path); });

  EXPECT_EQ(while_it_lives, bayes::Fault::kTryAgain);
  EXPECT_EQ(after, std::nullopt);
}

TEST(FileLock, GivenTwentyProcessesAtOnceWhenTheyWantAFolderThenExactlyOneGetsIt) {
  for (int round = 0; round < 10; ++round) {
    const TemporaryFolder folder;
    std::array<int, 2> start{};
    std::array<int, 2> finish{};
    std::array<int, 2> results{};
    ASSERT_TRUE(::pipe(start.data()) == 0 && ::pipe(finish.data()) == 0 && ::pipe(results.data()) == 0);
    std::vector<pid_t> children;
    for (int i = 0; i < 20; ++i) {
      children.push_back(::fork());
      if (children.back() == 0) {
        ::close(start[1]);
        ::close(finish[1]);
        char byte = 0;
        [[maybe_unused]] auto ignored =
            ::read(start[0], &byte, 1);  // returns for all at once, at its closing
        std::unique_ptr<FileLock> lock;
        const auto fault = fault_of([&] { lock = std::make_unique<FileLock>(folder.path); });
        const char result = !fault ? 'h' : *fault == bayes::Fault::kTryAgain ? 't' : '?';
        ignored = ::write(results[1], &result, 1);
        ignored = ::read(finish[0], &byte, 1);  // the holder stays until all have tried
        ::_exit(0);
      }
    }

    ::close(start[1]);
    std::string outcome(20, ' ');
    for (char& result : outcome) ASSERT_EQ(::read(results[0], &result, 1), 1);
    ::close(finish[1]);
    for (const pid_t child : children) ::waitpid(child, nullptr, 0);
    for (const int end : {start[0], finish[0], results[0], results[1]}) ::close(end);

    std::sort(outcome.begin(), outcome.end());
    EXPECT_EQ(outcome, "h" + std::string(19, 't'));
  }
}

// Whoever may write to the folder could have emptied any file of the one who runs bnn there.
TEST(FileLock, GivenALinkInItsPlaceWhenLockedThenItFailsAndWhatTheLinkLeadsToStays) {
  const TemporaryFolder folder;
  put(folder.path / "thesis.tex", "text");
  for (const bool symbolic : {true, false}) {
    std::filesystem::create_directory(folder.path / "run");
    if (symbolic) {
      std::filesystem::create_symlink(folder.path / "thesis.tex", folder.path / "run/.lock");
    } else {
      std::filesystem::create_hard_link(folder.path / "thesis.tex", folder.path / "run/.lock");
    }

    const auto error = error_of([&] { FileLock lock(folder.path / "run"); });

    ASSERT_TRUE(error);
    EXPECT_EQ(error->fault, bayes::Fault::kFailed);
    EXPECT_EQ(error->fix, "remove it");
    EXPECT_EQ(slurp(folder.path / "thesis.tex"), "text");
    std::filesystem::remove_all(folder.path / "run");
  }
}

TEST(FileLock, GivenAPipeInItsPlaceWhenLockedThenItFailsAtOnce) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder.path / ".lock").c_str(), 0600), 0);

  EXPECT_EQ(fault_of([&] { FileLock lock(folder.path); }), bayes::Fault::kFailed);
}

TEST(FileLock, GivenAMissingFolderWhenLockedThenItFails) {
  const TemporaryFolder folder;

  EXPECT_EQ(fault_of([&] { FileLock lock(folder.path / "missing"); }), bayes::Fault::kFailed);
}

}  // namespace bnn
