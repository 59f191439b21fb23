#include "notebooks_export/formats/image_png.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "notebooks_export/formats/digest.h"

namespace report {
namespace {

ShownImage image_of(std::int64_t height, std::int64_t width, std::vector<std::uint8_t> pixels) {
  ShownImage image;
  image.height = height;
  image.width = width;
  image.pixels = std::move(pixels);
  return image;
}

TEST(ImagePng, GivenAnImageWhenWrittenThenItStartsAndEndsAsThePngStandardSays) {
  const std::string bytes = png_bytes(image_of(1, 2, {0, 255}));

  // ISO/IEC 15948: signature; IHDR of 13 bytes with width 2, height 1, 8 bits, grey; IEND with its known
  // checksum.
  EXPECT_EQ(bytes.substr(0, 29),
            std::string("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\2\0\0\0\1\x08\0\0\0\0", 29));
  EXPECT_EQ(bytes.substr(bytes.size() - 12), std::string("\0\0\0\0IEND\xae\x42\x60\x82", 12));
}

TEST(ImagePng, GivenPixelsThatDoNotFitWhenWrittenThenItIsRefused) {
  EXPECT_THROW(png_bytes(image_of(2, 2, {0})), bayes::Error);
  EXPECT_THROW(png_bytes(image_of(0, 0, {})), bayes::Error);
}

TEST(Digest, GivenTextWhenEncodedThenItIsThatOfTheStandards) {
  EXPECT_EQ(base64("foob"), "Zm9vYg==");  // RFC 4648, section 10
  // SHA-256 of "abc", FIPS 180-4 example, in base64.
  EXPECT_EQ(content_security_hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

}  // namespace
}  // namespace report
