#include "notebooks_export/formats/image_png.h"

#include <zlib.h>

#include <string_view>

#include "bayes/core/error.h"

namespace report {
namespace {

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(sum));
}

// Digits are tiny. Charts of a million pixels were written three times as fast with level 6 and differences
// of rows.
constexpr std::size_t kLarge = 1 << 16;

std::string compressed(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int status =
      compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), bytes.size() < kLarge ? 9 : 6);
  if (status != Z_OK) throw bayes::Error("an image could not be compressed", "", "", bayes::Fault::kFailed);
  out.resize(size);
  return out;
}

// Rows of `channels` bytes a pixel; `kind` is 0 for grey, 2 for red, green and blue.
std::string png_of(std::int64_t width, std::int64_t height, std::size_t channels, char kind,
                   const std::vector<std::uint8_t>& pixels) {
  std::string rows;
  const auto row = static_cast<std::size_t>(width) * channels;
  // What is large is a chart, most rows of which are those above: their difference is stored (filter 2).
  const bool large = pixels.size() >= kLarge;
  for (std::size_t start = 0; start < pixels.size(); start += row) {
    const bool by_difference = large && start > 0;
    rows += by_difference ? '\2' : '\0';
    if (!by_difference) rows.append(reinterpret_cast<const char*>(&pixels[start]), row);
    for (std::size_t at = start; by_difference && at < start + row; ++at) {
      rows += static_cast<char>(pixels[at] - pixels[at - row]);
    }
  }
  const std::string header = big_endian(static_cast<std::uint32_t>(width)) +
                             big_endian(static_cast<std::uint32_t>(height)) + "\x08" + kind +
                             std::string("\x00\x00\x00", 3);  // 8 bits a channel
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", compressed(rows)) + chunk("IEND", "");
}

}  // namespace

std::string png_bytes(const ShownImage& image) {
  if (image.height < 1 || image.width < 1 ||
      static_cast<std::int64_t>(image.pixels.size()) != image.height * image.width) {
    throw bayes::Error("an image has " + std::to_string(image.pixels.size()) + " pixels, not " +
                           std::to_string(image.height) + " x " + std::to_string(image.width),
                       "", "", bayes::Fault::kFailed);
  }
  return png_of(image.width, image.height, 1, 0, image.pixels);
}

std::string png_bytes(std::int64_t width, std::int64_t height, const std::vector<std::uint8_t>& pixels) {
  if (width < 1 || height < 1 || static_cast<std::int64_t>(pixels.size()) != 3 * width * height) {
    throw bayes::Error("a picture has " + std::to_string(pixels.size()) + " numbers, not 3 x " +
                           std::to_string(width) + " x " + std::to_string(height),
                       "", "", bayes::Fault::kFailed);
  }
  return png_of(width, height, 3, 2, pixels);
}

}  // namespace report
