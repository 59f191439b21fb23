#include "experiments/pictures/grey_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bnn {
namespace {

using ::testing::ElementsAre;

TEST(GreyPicture, GivenColoursWhenMadeGreyThenTheyAreWeighedAsLuma) {
  const Picture primaries{1, 4, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}};

  // ITU-R BT.601: 255 times 0.299, 0.587 and 0.114.
  EXPECT_THAT(to_grey(primaries, Background::kAuto).pixels, ElementsAre(76, 150, 29, 255));
}

TEST(GreyPicture, GivenTransparencyWhenMadeGreyThenTheBackgroundShowsThrough) {
  const Picture picture{1, 3, 2, {100, 0, 100, 255, 100, 51}};

  // By hand: a fifth of 100, and four fifths of what is behind.
  EXPECT_THAT(to_grey(picture, Background::kBlack).pixels, ElementsAre(0, 100, 20));
  EXPECT_THAT(to_grey(picture, Background::kWhite).pixels, ElementsAre(255, 100, 224));
}

TEST(GreyPicture, GivenADrawingWithoutGroundWhenMadeGreyThenTheBackgroundLetsItBeSeen) {
  const Picture dark{1, 2, 4, {0, 0, 0, 255, 255, 255, 255, 0}},
      light{1, 2, 4, {255, 255, 255, 255, 0, 0, 0, 0}};

  EXPECT_THAT(to_grey(dark, Background::kAuto).pixels, ElementsAre(0, 255));
  EXPECT_THAT(to_grey(light, Background::kAuto).pixels, ElementsAre(255, 0));
}

}  // namespace
}  // namespace bnn
