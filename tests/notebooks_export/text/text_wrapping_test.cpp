#include "notebooks_export/text/text_wrapping.h"

#include <gtest/gtest.h>

namespace report {
namespace {

using Lines = std::vector<std::string>;

TEST(TextWrapping, GivenWordsWhenWrappedThenLinesEndAtBlanks) {
  EXPECT_EQ(wrapped_lines("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrapped("one two three", 9, "  "), "one two\n  three");
  EXPECT_EQ(wrapped_lines("", 7), Lines{""});
}

TEST(TextWrapping, GivenPathsAndListsWhenWrappedThenLinesEndBehindTheirSigns) {
  EXPECT_EQ(wrapped_lines("runs/compare/map", 9), (Lines{"runs/", "compare/", "map"}));
  EXPECT_EQ(wrapped_lines("predictive_entropy", 12), (Lines{"predictive_", "entropy"}));
}

TEST(TextWrapping, GivenAWordLongerThanALineWhenWrappedThenItIsCutBetweenCodePoints) {
  EXPECT_EQ(wrapped_lines("σσσσσ", 2), (Lines{"σσ", "σσ", "σ"}));
}

}  // namespace
}  // namespace report
