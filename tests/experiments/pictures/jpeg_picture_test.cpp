#include "experiments/pictures/jpeg_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/pictures/encoded_jpeg.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;

// 16 x 16 pixels of one colour, which survives JPEG but for rounding.
Picture uniform(const std::vector<std::uint8_t>& pixel) {
  Picture picture{16, 16, static_cast<std::int64_t>(pixel.size()), {}};
  for (int i = 0; i < 16 * 16; ++i) picture.pixels.insert(picture.pixels.end(), pixel.begin(), pixel.end());
  return picture;
}

// Rows of letters, each a block of 8 x 8 pixels of one grey, which is JPEG's own block.
Picture letters(const std::vector<std::string>& rows) {
  Picture picture{
      static_cast<std::int64_t>(8 * rows.size()), static_cast<std::int64_t>(8 * rows[0].size()), 1, {}};
  for (std::int64_t y = 0; y < picture.height; ++y) {
    for (std::int64_t x = 0; x < picture.width; ++x) {
      picture.pixels.push_back(static_cast<std::uint8_t>(40 * (rows[y / 8][x / 8] - 'a') + 20));
    }
  }
  return picture;
}

void expect_near(const Picture& found, const Picture& expected) {
  ASSERT_EQ(found.height, expected.height);
  ASSERT_EQ(found.width, expected.width);
  ASSERT_EQ(found.channels, expected.channels);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    // Quality 100 still rounds coefficients, and YCbCr rounds colours: two levels at most.
    ASSERT_NEAR(found.pixels[i], expected.pixels[i], 2) << i;
  }
}

struct ColourCase {
  std::string name;
  std::vector<std::uint8_t> given;
  JpegForm form;
  std::vector<std::uint8_t> expected;
};

class JpegColours : public ::testing::TestWithParam<ColourCase> {};

TEST_P(JpegColours, GivenAColourWhenDecodedThenItIsGreyOrRgb) {
  const auto file = jpeg_file(uniform(GetParam().given), GetParam().form);

  expect_near(decode_jpeg(file, "a.jpg"), uniform(GetParam().expected));
}

// CMYK by hand: red is what cyan and black leave, (255 - C)(255 - K) / 255. Adobe's files hold 255 - C and so
// on.
INSTANTIATE_TEST_SUITE_P(
    Spaces, JpegColours,
    ::testing::Values(ColourCase{"Grey", {77}, {JCS_GRAYSCALE, JCS_GRAYSCALE}, {77}},
                      ColourCase{"YCbCr", {200, 100, 50}, {JCS_RGB, JCS_YCbCr}, {200, 100, 50}},
                      ColourCase{"Rgb", {200, 100, 50}, {JCS_RGB, JCS_RGB}, {200, 100, 50}},
                      ColourCase{
                          "Progressive", {200, 100, 50}, {JCS_RGB, JCS_YCbCr, true, true}, {200, 100, 50}},
                      ColourCase{"CmykOfAdobe", {255, 204, 102, 204}, {JCS_CMYK, JCS_CMYK}, {204, 163, 82}},
                      ColourCase{"Cmyk", {0, 51, 153, 51}, {JCS_CMYK, JCS_CMYK, false}, {204, 163, 82}},
                      ColourCase{"Ycck", {255, 204, 102, 204}, {JCS_CMYK, JCS_YCCK}, {204, 163, 82}}),
    [](const auto& info) { return info.param.name; });

TEST(JpegPicture, GivenEachOrientationInEitherByteOrderWhenDecodedThenThePictureIsUpright) {
  // By hand after the EXIF standard's table: what 1 to 8 say about "row 0 is the … side, column 0 the …".
  const std::vector<std::vector<std::string>> upright = {
      {"abc", "def"},     {"cba", "fed"},     {"fed", "cba"},     {"def", "abc"},
      {"ad", "be", "cf"}, {"da", "eb", "fc"}, {"fc", "eb", "da"}, {"cf", "be", "ad"}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big_endian : {false, true}) {
      JpegForm form;
      form.app1 = std::string("Exif\0\0", 6) + exif_with_orientation(orientation, big_endian);
      const auto file = jpeg_file(letters({"abc", "def"}), form);

      SCOPED_TRACE(orientation);
      expect_near(decode_jpeg(file, "a.jpg"), letters(upright[orientation - 1]));
    }
  }
}

TEST(JpegPicture, GivenAnyTruncationWhenDecodedThenItIsRefused) {
  for (const bool progressive : {false, true}) {
    JpegForm form{JCS_RGB, JCS_YCbCr, true, progressive};
    const auto file = jpeg_file(uniform({200, 100, 50}), form);
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto error = error_of([&] { decode_jpeg(file.substr(0, size), "a.jpg"); });
      ASSERT_TRUE(error) << size << " of " << file.size();
      EXPECT_EQ(error->fault, bayes::Fault::kData);
      EXPECT_EQ(error->where, "a.jpg");
    }
  }
}

TEST(JpegPicture, GivenAnyFlippedBitWhenDecodedThenItIsAPictureOrRefused) {
  for (const bool progressive : {false, true}) {
    JpegForm form{JCS_GRAYSCALE, JCS_GRAYSCALE, true, progressive};
    form.app1 = std::string("Exif\0\0", 6) + exif_with_orientation(6, false);
    const auto whole = jpeg_file(letters({"abc", "def"}), form);
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
      auto file = whole;
      file[bit / 8] ^= static_cast<char>(1 << bit % 8);
      const auto error = error_of([&] {
        const auto picture = decode_jpeg(file, "a.jpg");
        EXPECT_EQ(picture.pixels.size(), picture.size()) << "bit " << bit;
      });
      EXPECT_EQ(error ? error->fault : bayes::Fault::kData, bayes::Fault::kData) << "bit " << bit;
    }
  }
}

TEST(JpegPicture, GivenMorePixelsThanFitWhenDecodedThenTheHeaderIsEnoughToRefuseThem) {
  auto file = jpeg_file(uniform({77}));
  // Height and width stand behind the marker of the frame, its length and its precision (T.81, B.2.2).
  const auto frame = file.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  file.replace(frame + 5, 4, "\x75\x30\x75\x30");

  const auto error = error_of([&] { decode_jpeg(file, "a.jpg"); });

  ASSERT_TRUE(error);
  EXPECT_THAT(error->problem, HasSubstr("30000 x 30000"));
}

TEST(JpegPicture, GivenThousandsOfScansWhenDecodedThenItIsRefused) {
  const auto file = jpeg_file(uniform({77}), {JCS_GRAYSCALE, JCS_GRAYSCALE, true, true});
  // The last scan, a refinement of one bit, over and over: from its marker to the end of the picture.
  const auto last = file.rfind("\xff\xda");
  std::string many = file.substr(0, file.size() - 2);
  for (int i = 0; i < 2000; ++i) many += file.substr(last, file.size() - 2 - last);

  EXPECT_EQ(fault_of([&] { decode_jpeg(many + "\xff\xd9", "a.jpg"); }), bayes::Fault::kData);
}

}  // namespace
}  // namespace bnn
