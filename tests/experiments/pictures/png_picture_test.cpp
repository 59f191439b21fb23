#include "experiments/pictures/png_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/pictures/encoded_jpeg.h"
#include "tests/experiments/pictures/encoded_png.h"

namespace bnn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Texts with zeros inside.
template <std::size_t kSize>
std::string raw(const char (&text)[kSize]) {
  return {text, kSize - 1};
}

struct PngCase {
  std::string name;
  std::string file;
  std::int64_t channels;
  std::vector<std::uint8_t> pixels;  // by hand
};

const std::string kPalette = png_chunk("PLTE", raw("\x0a\x14\x1e\xff\x00\x00"));

// Two rows of two pixels each, but for the bits.
std::vector<PngCase> cases() {
  return {
      {"Grey", png_file(2, 2, {8, 0}, raw("\0\1\2\0\3\4")), 1, {1, 2, 3, 4}},
      {"Bits", png_file(3, 1, {1, 0}, raw("\0\xa0")), 1, {255, 0, 255}},
      {"TwoBits", png_file(4, 1, {2, 0}, raw("\0\x1b")), 1, {0, 85, 170, 255}},
      {"SixteenBits", png_file(2, 1, {16, 0}, raw("\0\xff\xff\x80\x80")), 1, {255, 128}},
      {"Rgb", png_file(1, 2, {8, 2}, raw("\0\1\2\3\0\4\5\6")), 3, {1, 2, 3, 4, 5, 6}},
      {"Palette", png_file(2, 1, {8, 3}, raw("\0\1\0"), kPalette), 3, {255, 0, 0, 10, 20, 30}},
      {"PaletteWithTransparency",
       png_file(2, 1, {8, 3}, raw("\0\1\0"), kPalette + png_chunk("tRNS", raw("\x40"))),
       4,
       {255, 0, 0, 255, 10, 20, 30, 64}},
      {"GreyAlpha", png_file(2, 1, {8, 4}, raw("\0\1\2\3\4")), 2, {1, 2, 3, 4}},
      {"RgbAlpha", png_file(1, 1, {8, 6}, raw("\0\1\2\3\4")), 4, {1, 2, 3, 4}},
      // Adam7 has of 2 × 2 pixels the first in pass 1, its neighbour in pass 6, the second row in pass 7.
      {"Interlaced", png_file(2, 2, {8, 0, true}, raw("\0\1\0\2\0\3\4")), 1, {1, 2, 3, 4}},
      // Turned by 90 degrees clockwise: rows 1 2 and 3 4 become 3 1 and 4 2.
      {"Turned",
       png_file(2, 2, {8, 0}, raw("\0\1\2\0\3\4"), png_chunk("eXIf", exif_with_orientation(6, true))),
       1,
       {3, 1, 4, 2}},
  };
}

class PngPicture : public ::testing::TestWithParam<PngCase> {};

TEST_P(PngPicture, GivenEachWayToStorePixelsWhenDecodedThenTheyAreWhatWasStored) {
  const auto picture = decode_png(GetParam().file, "a.png");

  EXPECT_EQ(picture.channels, GetParam().channels);
  EXPECT_EQ(picture.pixels, GetParam().pixels);
  EXPECT_EQ(picture.size(), GetParam().pixels.size());
}

TEST_P(PngPicture, GivenAnyFlippedBitWhenDecodedThenItIsRefusedOrTheSamePicture) {
  for (std::size_t bit = 0; bit < 8 * GetParam().file.size(); ++bit) {
    auto file = GetParam().file;
    file[bit / 8] ^= static_cast<char>(1 << bit % 8);
    std::vector<std::uint8_t> pixels;
    const auto error = error_of([&] { pixels = decode_png(file, "a.png").pixels; });
    if (error) {
      EXPECT_EQ(error->fault, bayes::Fault::kData);
      EXPECT_EQ(error->where, "a.png");
    } else {
      EXPECT_EQ(pixels, GetParam().pixels) << "bit " << bit;
    }
  }
}

TEST_P(PngPicture, GivenAnyTruncationWhenDecodedThenItIsRefused) {
  for (std::size_t size = 0; size < GetParam().file.size(); ++size) {
    EXPECT_EQ(fault_of([&] { decode_png(GetParam().file.substr(0, size), "a.png"); }), bayes::Fault::kData)
        << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, PngPicture, ::testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.name; });

TEST(PngPicture, GivenMorePixelsThanFitWhenDecodedThenTheHeaderIsEnoughToRefuseThem) {
  const auto error = error_of([] { decode_png(png_file(30000, 30000, {8, 2}, "\0"), "a.png"); });

  ASSERT_TRUE(error);
  EXPECT_THAT(error->problem, HasSubstr("30000 x 30000"));
  EXPECT_THAT(error->fix, HasSubstr("scale"));
}

TEST(PngPicture, GivenMoreOrFewerPixelsThanTheHeaderSaysWhenDecodedThenItIsRefused) {
  for (const auto& rows : {raw("\0\1\2\0\3"), raw("\0\1\2\0\3\4\0\5\6")}) {
    EXPECT_EQ(fault_of([&] { decode_png(png_file(2, 2, {8, 0}, rows), "a.png"); }), bayes::Fault::kData);
  }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // sanitizers keep what was freed
TEST(PngPicture, GivenChunksThatUnpackToFortyMegabytesWhenDecodedThenTenAreEnough) {
  const std::string zeros(40 << 20, '\0');
  const auto text = png_chunk("zTXt", raw("a\0\0") + deflated(zeros));
  const std::string files[] = {png_file(2, 2, {8, 0}, raw("\0\1\2\0\3\4"), text),
                               png_file(2, 2, {8, 0}, raw("\0\1\2\0\3\4") + zeros)};

  // In a child, whose peak begins with what it has at the fork.
  const pid_t child = ::fork();
  if (child == 0) {
    const auto peak = [] {
      rusage usage{};
      ::getrusage(RUSAGE_SELF, &usage);
      return usage.ru_maxrss;  // kilobytes
    };
    const auto before = peak();
    const bool text_is_skipped = decode_png(files[0], "a.png").pixels.size() == 4;
    const bool pixels_are_refused = fault_of([&] { decode_png(files[1], "a.png"); }).has_value();
    ::_exit(text_is_skipped && pixels_are_refused && peak() < before + 10 * 1024 ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);

  EXPECT_EQ(status, 0);
}
#endif

}  // namespace
}  // namespace bnn
