#include "experiments/process/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace bnn {
namespace {

using ::testing::HasSubstr;

constexpr char kErase[] = "\r\x1b[K";

/// A terminal that can be looked at and a clock that can be set.
struct Terminal {
  Progress::Output output(bool redraws, bool colour = false) {
    return {stream, redraws, colour, [this] { return columns; },
            [this] { return std::chrono::duration<double>(seconds); }};
  }
  int drawings() const {
    int count = 0;
    const std::string text = stream.str();
    for (std::size_t at = text.find(kErase); at != std::string::npos; at = text.find(kErase, at + 1)) ++count;
    return count;
  }
  /// What stands on the line after the last drawing.
  std::string shown() const {
    const std::string text = stream.str();
    return text.substr(text.rfind(kErase) + std::string(kErase).size());
  }

  std::ostringstream stream;
  int columns = 100;
  double seconds = 0;
};

}  // namespace

TEST(Progress, GivenATerminalWhenUpdatedThenTheLineHasShareRateTimeLeftAndNote) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/true));
  auto work = progress.start("MAP", 10'000);
  terminal.seconds = 2;

  work.update(2'500, "epoch 1/4, loss 0.50");

  // By hand: 2,500 in 2 s are 1,250/s, and 7,500 more take 6 s; a quarter of 40 is 10, and the arrow.
  EXPECT_EQ(terminal.shown(),
            "MAP [==========>                             ]  25 %  epoch 1/4, loss 0.50  1,250/s  0:06 left");
}

TEST(Progress, GivenManyUpdatesWhenTimeGoesOnThenTheLineIsDrawnTenTimesASecondAtMost) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/true));
  auto work = progress.start("MAP", 1'000);

  for (int i = 1; i <= 1'000; ++i) {
    terminal.seconds = i / 1'000.0;
    work.update(i, "");
  }

  EXPECT_LE(terminal.drawings(), 11);
  EXPECT_GE(terminal.drawings(), 9);
}

TEST(Progress, GivenAnyWidthWhenDrawnThenTheLineFitsAndTheShareIsThere) {
  for (int columns = 20; columns <= 200; ++columns) {
    Terminal terminal;
    terminal.columns = columns;
    Progress progress(terminal.output(/*redraws=*/true));
    auto work = progress.start("bayes_by_backprop", 3'000'000);
    terminal.seconds = 100;

    work.update(1'000'000, "epoch 3/10, loss 0.1234");

    EXPECT_LT(terminal.shown().size(), static_cast<std::size_t>(columns));
    EXPECT_THAT(terminal.shown(), HasSubstr("33 %"));
    EXPECT_THAT(terminal.shown(), HasSubstr("3:20 left"));
  }
}

TEST(Progress, GivenNoTerminalWhenUpdatedThenOnlyWholePlainLinesAreWritten) {
  Terminal terminal;
  {
    Progress progress(terminal.output(/*redraws=*/false, /*colour=*/true));
    auto work = progress.start("epoch 1/2", 60'000);
    terminal.seconds = 1.5;
    work.update(30'000, "loss 0.9");
    progress.line("a warning");
    terminal.seconds = 3;
    work.update(60'000, "loss 0.5");
    work.finish();
    work.finish();
  }

  EXPECT_EQ(terminal.stream.str(), "a warning\nepoch 1/2: 60,000 examples in 3.0 s (20,000/s), loss 0.5\n");
}

TEST(Progress, GivenATerminalWhenALineIsWrittenThenTheBarIsDrawnAgainBelowIt) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/true));
  auto work = progress.start("MAP", 10);

  progress.line("a warning");

  EXPECT_THAT(terminal.stream.str(), HasSubstr(std::string(kErase) + "a warning\n" + kErase + "MAP ["));
}

TEST(Progress, GivenAnEndWithoutFinishWhenDestroyedThenTheLineIsEmpty) {
  Terminal terminal;
  {
    Progress progress(terminal.output(/*redraws=*/true));
    auto work = progress.start("MAP", 10);
  }

  EXPECT_EQ(terminal.shown(), "");
}

TEST(Progress, GivenColourOrNoneWhenDrawnThenOnlyTheFormerHasIt) {
  for (const bool colour : {false, true}) {
    Terminal terminal;
    Progress progress(terminal.output(/*redraws=*/true, colour));
    auto work = progress.start("MAP", 10);

    EXPECT_EQ(terminal.stream.str().find("\x1b[36m") != std::string::npos, colour);
  }
}

TEST(Progress, GivenControlCharactersInALabelWhenDrawnThenTheyDoNothing) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/true));

  auto work = progress.start("a\x1b[2J\nb", 10);

  EXPECT_THAT(terminal.shown(), HasSubstr("a\\x1b[2J\\nb ["));
}

TEST(Progress, GivenControlCharactersInALineWhenWrittenThenTheyAreSpeltOut) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/false));

  progress.line("warning: runs/\x1b]0;owned\x07/a");

  EXPECT_EQ(terminal.stream.str(), "warning: runs/\\x1b]0;owned\\x07/a\n");
}

TEST(Progress, GivenAPieceThatTookLessThanIsWorthALineWhenFinishedThenNoneIsWritten) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/false));
  auto quick = progress.start("quick", 10, 0, "draws"), slow = progress.start("slow", 10, 0, "draws");
  terminal.seconds = 2.5;
  quick.update(10, "");
  slow.update(10, "");

  quick.finish(std::chrono::seconds(3));
  slow.finish(std::chrono::seconds(2));

  EXPECT_EQ(terminal.stream.str(), "slow: 10 draws in 2.5 s (4/s)\n");
}

TEST(Progress, GivenAResumedRunWhenDrawnThenTheRateCountsOnlyWhatWasDoneNow) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/true));
  auto work = progress.start("MAP", 1'000, /*done=*/500);
  terminal.seconds = 10;

  work.update(600, "");

  EXPECT_THAT(terminal.shown(), HasSubstr(" 60 %  10/s  0:40 left"));  // by hand: 100 in 10 s, 400 to go
}

TEST(Progress, GivenNothingToDoOrMoreThanAnnouncedWhenDrawnThenTheShareStaysInItsRange) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/true));

  auto work = progress.start("MAP", 0);
  EXPECT_THAT(terminal.shown(), HasSubstr("  0 %"));
  work = progress.start("MAP", 10);
  terminal.seconds = 1;
  work.update(20, "");
  EXPECT_THAT(terminal.shown(), HasSubstr("100 %  20/s  0:00 left"));
}

TEST(Progress, GivenTwoPiecesOfWorkWhenDrawnThenEachHasALineAndTheyAreDrawnOver) {
  Terminal terminal;
  terminal.columns = 24;  // no room for bars
  Progress progress(terminal.output(/*redraws=*/true));
  auto first = progress.start("MAP", 10);
  auto second = progress.start("ensemble", 10);
  terminal.seconds = 1;

  first.update(5, "");

  EXPECT_THAT(terminal.stream.str(),
              ::testing::EndsWith(std::string("\x1b[A") + kErase + "MAP  50 %  0:01 left\n" + kErase +
                                  "ensemble   0 %"));
}

TEST(Progress, GivenTwoPiecesOfWorkWhenOneEndsThenItsPlainLineStaysAndTheOthersBarGoesOn) {
  Terminal terminal;
  terminal.columns = 20;
  Progress progress(terminal.output(/*redraws=*/true));
  auto first = progress.start("MAP", 10);
  auto second = progress.start("ensemble", 10);

  first.finish();
  first.finish();

  EXPECT_THAT(terminal.stream.str(),
              ::testing::EndsWith(kErase + std::string("\x1b[A") + kErase + "MAP: 0 examples in 0.0 s\n" +
                                  kErase + "ensemble   0 %"));
}

TEST(Progress, GivenThreadsWhenTheyWriteThenLinesStayWhole) {
  Terminal terminal;
  Progress progress(terminal.output(/*redraws=*/false));
  auto work = progress.start("MAP", 10);
  std::vector<std::thread> threads;

  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        work.update(j, "note");
        progress.line("abcdef");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::string expected;
  for (int i = 0; i < 800; ++i) expected += "abcdef\n";
  EXPECT_EQ(terminal.stream.str(), expected);
}

}  // namespace bnn
