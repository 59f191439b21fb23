#include "experiments/pictures/picture_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/pictures/encoded_jpeg.h"
#include "tests/experiments/pictures/encoded_png.h"

namespace bnn {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

TEST(PictureFormat, GivenPngAndJpegWhenDecodedThenTheFirstBytesDecide) {
  EXPECT_EQ(decode_picture(png_file(1, 1, {}, "\0\7"s), "a.jpg").pixels, std::vector<std::uint8_t>{7});
  EXPECT_EQ(decode_picture(jpeg_file({1, 1, 1, {7}}), "a.png").pixels, std::vector<std::uint8_t>{7});
}

// First bytes after the formats' own documents.
TEST(PictureFormat, GivenFormatsThatAreNotReadWhenDecodedThenTheyAreNamedWithWhatToDo) {
  const std::pair<std::string, const char*> files[] = {
      {"BM\x36\0\0\0"s, "BMP"},
      {"RIFF\x24\0\0\0WEBPVP8 "s, "WebP"},
      {"GIF89a\1\0\1\0"s, "GIF"},
      {"II*\0\x08\0\0\0"s, "TIFF"},
      {"MM\0*\0\0\0\x08"s, "TIFF"},
      {"\0\0\0\x18"s + "ftypheic\0\0\0\0"s, "HEIC"},
      {"\0\0\0\x1c"s + "ftypmif1\0\0\0\0"s, "HEIC"},
      {"\0\0\0\x1c"s + "ftypavif\0\0\0\0"s, "AVIF"},
  };
  for (const auto& [bytes, name] : files) {
    const auto error = error_of([&bytes = bytes] { decode_picture(bytes, "a.png"); });
    ASSERT_TRUE(error) << name;
    EXPECT_EQ(error->fault, bayes::Fault::kData);
    EXPECT_THAT(error->problem, HasSubstr(name));
    EXPECT_THAT(error->fix, HasSubstr("PNG or JPEG"));
  }
  EXPECT_THAT(error_of([] { decode_picture("some text", "a.txt"); })->problem, HasSubstr("no picture"));
}

}  // namespace
}  // namespace bnn
