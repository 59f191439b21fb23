#include "experiments/files/shell_word.h"

#include <gtest/gtest.h>

#include "experiments/datasets/child_process.h"
#include "experiments/files/terminal_text.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

TEST(ShellWord, GivenWordsThatNoShellChangesWhenWrittenThenTheyStayAsTheyAre) {
  EXPECT_EQ(shell_word("runs/mnist_lenet5-0.1"), "runs/mnist_lenet5-0.1");
  EXPECT_EQ(shell_word("training.epochs=3"), "training.epochs=3");
  EXPECT_EQ(shell_word("my runs"), "'my runs'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

// A folder with a line feed in its name once made two lines of the command that goes on.
TEST(ShellWord, GivenAnyTextWhenReadByBashThenItIsTheSameBytesAndNothingReachesTheTerminal) {
  const TemporaryFolder folder;
  const auto log = folder.path / "log";
  if (run_program({"bash", "-c", "true"}, log) != 0) GTEST_SKIP() << "no bash here";

  for (const std::string text : {"plain", "my runs", "it's", "a\nrm -rf b", "tab\there", "\x1b]0;owned\x07",
                                 "\x1b"
                                 "1a'b\\c\n",
                                 "$HOME `id` $(id) \\n \"quoted\" ! * ? [a] {b,c} ~ # & ; | < >", "~", "=ls",
                                 "-n", "!!", "\xff\xc0 no UTF-8", "Größe", "\xE2\x80\xAEtxt.exe",
                                 "\xC2\x9B"
                                 "2J",
                                 "trailing\n"}) {
    const auto word = shell_word(text);

    ASSERT_EQ(run_program({"bash", "-c", "printf %s " + word}, log), 0) << word;
    EXPECT_EQ(slurp(log), text) << word;
    EXPECT_EQ(terminal_line(word), word);
  }
}

}  // namespace
}  // namespace bnn
