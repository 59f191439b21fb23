#include "experiments/pictures/unlike_training.h"

#include <gtest/gtest.h>

#include "experiments/pictures/prepared_picture.h"
#include "tests/experiments/pictures/drawn_sign.h"

namespace bnn {
namespace {

constexpr PixelStatistics kMnist{0.1307, 0.3081};  // as everybody quotes them for MNIST

Unlike judged(const Picture& picture, const PixelStatistics& training = kMnist) {
  return unlike_training(picture.pixels.data(), picture.height, picture.width, training);
}

TEST(UnlikeTraining, GivenDigitsAndTheirNegativesWhenJudgedThenTheNegativesLookInverted) {
  for (const auto& digit : digits()) {
    auto picture = prepare_picture(photograph(digit, {}), 28, 28, "");
    EXPECT_EQ(judged(picture), Unlike::kNothing);

    for (auto& pixel : picture.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);

    EXPECT_EQ(judged(picture), Unlike::kInverted);
    EXPECT_EQ(judged(picture, {1.0 - 0.1307, 0.3081}), Unlike::kNothing);
    EXPECT_EQ(judged(picture, {0.5, 0.3}), Unlike::kNothing);  // training is neither
  }
}

TEST(UnlikeTraining, GivenHardlyAnythingOnItWhenJudgedThenItIsBlank) {
  Picture picture{28, 28, 1, std::vector<std::uint8_t>(784, 3)};
  picture.pixels[100] = 9;

  EXPECT_EQ(judged(picture), Unlike::kBlank);
}

}  // namespace
}  // namespace bnn
