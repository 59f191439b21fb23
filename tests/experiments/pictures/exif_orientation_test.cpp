#include "experiments/pictures/exif_orientation.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/experiments/pictures/encoded_jpeg.h"

namespace bnn {
namespace {

TEST(ExifOrientation, GivenDataOfNoUseWhenReadThenThePictureStaysAsItIs) {
  using namespace std::string_literals;
  const auto sound = exif_with_orientation(6, false);
  auto of_another_type = sound, out_of_range = sound, endless = sound;
  of_another_type[12] = 4;
  out_of_range[18] = 9;
  endless[8] = endless[9] = '\xff';  // entries
  endless[10] = 0;                   // the first is not the orientation

  for (const auto& exif :
       {""s, "II"s, "II*\0"s, "Exif\0\0"s, "II*\0\xff\xff\xff\xff"s, "II*\0\xfe\xff\xff\xff"s,
        sound.substr(0, 18), of_another_type, out_of_range, endless}) {
    EXPECT_EQ(exif_orientation(exif), 1);
  }
  EXPECT_EQ(exif_orientation(sound), 6);
}

TEST(ExifOrientation, GivenRandomBytesBehindASoundHeadWhenReadThenItIsFromOneToEight) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 20000; ++trial) {
    auto exif = exif_with_orientation(1 + trial % 8, trial % 2 == 0);
    for (int change = 0; change < 3; ++change) {
      exif[4 + random() % (exif.size() - 4)] = static_cast<char>(random());
    }
    const int orientation = exif_orientation(std::string_view(exif).substr(0, random() % (exif.size() + 1)));
    ASSERT_GE(orientation, 1);
    ASSERT_LE(orientation, 8);
  }
}

}  // namespace
}  // namespace bnn
