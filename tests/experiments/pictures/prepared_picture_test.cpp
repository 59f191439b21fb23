#include "experiments/pictures/prepared_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "experiments/pictures/exif_orientation.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/pictures/drawn_sign.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;

Picture prepared(const Picture& photo) { return prepare_picture(photo, 28, 28, "a.png"); }

double mean_difference(const Picture& picture, const std::vector<double>& expected) {
  double sum = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) sum += std::abs(picture.pixels[i] - expected[i]);
  return sum / static_cast<double>(expected.size());
}

TEST(PreparedPicture, GivenDrawnDigitsSomewhereOnALargeSheetWhenPreparedThenTheyAreAsMnistMadeThem) {
  for (std::size_t digit = 0; digit < digits().size(); ++digit) {
    const auto expected = as_in_mnist(digits()[digit]);
    Photo negative;
    negative.paper = 10, negative.ink = 230;

    for (const auto& photo : {Photo(), negative}) {
      const auto picture = prepared(photograph(digits()[digit], photo));

      // The box is found to a pixel of the photograph, 1/8 of the result's: up to 30 of 255 on edges, which
      // are a tenth of the pixels and mostly not off by so much.
      EXPECT_LT(mean_difference(picture, expected), 1.0) << digit;
    }
  }
}

TEST(PreparedPicture, GivenPoorPhotographsWhenPreparedThenTheNearestMeanIsTheRightDigit) {
  std::vector<std::vector<double>> means;
  for (const auto& digit : digits()) means.push_back(as_in_mnist(digit));
  Photo poor;
  poor.paper = 190, poor.ink = 90, poor.shade = 80, poor.noise = 12;
  Photo small = poor;
  small.left = 370, small.top = 20, small.side = 80;
  for (const auto& photo : {poor, small}) {
    for (std::size_t digit = 0; digit < digits().size(); ++digit) {
      // Stored as a camera does that was turned, and turned back by what EXIF says.
      const auto stored = upright(photograph(digits()[digit], photo), /*orientation=*/8);

      const auto picture = prepared(upright(stored, /*orientation=*/6));

      std::vector<double> distances;
      for (const auto& mean : means) distances.push_back(mean_difference(picture, mean));
      const auto nearest = std::min_element(distances.begin(), distances.end()) - distances.begin();
      EXPECT_EQ(nearest, static_cast<std::ptrdiff_t>(digit));
      EXPECT_LT(distances[digit], 3.0) << digit;
    }
  }
}

TEST(PreparedPicture, GivenSpecksOnThePaperWhenPreparedThenTheyChangeNothing) {
  auto photo = photograph(digits()[7], {});
  const auto clean = prepared(photo);

  for (const int corner : {20 * 480 + 20, 340 * 480 + 450}) {
    for (int y = 0; y < 4; ++y) std::fill_n(photo.pixels.begin() + corner + 480 * y, 4, std::uint8_t{30});
  }

  EXPECT_EQ(prepared(photo).pixels, clean.pixels);
}

TEST(PreparedPicture, GivenAnotherSizeWhenPreparedThenTheProportionsAreThose) {
  // A bar of 40 x 200 pixels: 20/28 of 56 rows are 40, and 8 columns keep the shape. The centre is at 28.5
  // and 20.5, a half beyond the middle as in MNIST, so that 8.5 and 16.5 begin at 9 and 17.
  Picture bar{400, 300, 1, std::vector<std::uint8_t>(400 * 300, 255)};
  for (int y = 0; y < 200; ++y) std::fill_n(bar.pixels.begin() + (y + 30) * 300 + 20, 40, std::uint8_t{0});

  const auto picture = prepare_picture(bar, 56, 40, "a.png");

  ASSERT_EQ(picture.height, 56);
  ASSERT_EQ(picture.width, 40);
  for (int y = 0; y < 56; ++y) {
    for (int x = 0; x < 40; ++x) {
      const bool inside = y >= 9 && y < 49 && x >= 17 && x < 25;
      ASSERT_EQ(picture.pixels[static_cast<std::size_t>(40 * y + x)], inside ? 255 : 0) << y << ' ' << x;
    }
  }
}

TEST(PreparedPicture, GivenAnEmptySheetWhenPreparedThenItIsRefused) {
  Photo empty;
  empty.noise = 4;
  empty.shade = 100;
  for (const auto& photo : {photograph({}, empty), Picture{1, 1, 1, {7}},
                            Picture{3, 300, 1, std::vector<std::uint8_t>(900, 200)}}) {
    const auto error = error_of([&] { prepared(photo); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->fault, bayes::Fault::kData);
    EXPECT_THAT(error->problem, HasSubstr("nothing stands out"));
  }
}

}  // namespace
}  // namespace bnn
