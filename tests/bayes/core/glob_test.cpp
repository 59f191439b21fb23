#include "bayes/core/glob.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(Glob, GivenAPatternWhenComparedThenTheWholeTextHasToBeOfItsForm) {
  EXPECT_TRUE(matches_glob("f7", "f7"));
  EXPECT_FALSE(matches_glob("f7", "f71"));
  EXPECT_FALSE(matches_glob("f71", "f7"));
  EXPECT_TRUE(matches_glob("f*", "f"));
  EXPECT_TRUE(matches_glob("f*", "f71"));
  EXPECT_FALSE(matches_glob("f*", "cf"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("", ""));
  EXPECT_FALSE(matches_glob("", "c1"));
}

TEST(Glob, GivenAQuestionMarkWhenComparedThenItIsOneCharacter) {
  EXPECT_TRUE(matches_glob("convolution1?", "convolution12"));
  EXPECT_FALSE(matches_glob("convolution1?", "convolution1"));
  EXPECT_FALSE(matches_glob("convolution1?", "convolution123"));
}

// The first place where the text behind a star fits need not be the right one.
TEST(Glob, GivenStarsWhenTheFirstFitIsNotTheLastThenItGoesOn) {
  EXPECT_TRUE(matches_glob("*ab", "aabab"));
  EXPECT_TRUE(matches_glob("a*b*c", "abxbc"));
  EXPECT_FALSE(matches_glob("a*b*c", "abxb"));
  EXPECT_TRUE(matches_glob("**x", "xxx"));
}

TEST(Glob, GivenOtherSpecialCharactersWhenComparedThenTheyStandForThemselves) {
  EXPECT_FALSE(matches_glob("f.", "f7"));
  EXPECT_FALSE(matches_glob("[fg]7", "f7"));
}

}  // namespace
}  // namespace bayes
