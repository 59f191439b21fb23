#include "notebooks_export/image_png.h"

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

std::string compressed(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int status =
      compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), 9);
  if (status != Z_OK) throw bayes::Error("an image could not be compressed", "", "", bayes::Fault::kFailed);
  out.resize(size);
  return out;
}

}  // namespace

std::string png_bytes(const ShownImage& image) {
  if (image.height < 1 || image.width < 1 ||
      static_cast<std::int64_t>(image.pixels.size()) != image.height * image.width) {
    throw bayes::Error("an image has " + std::to_string(image.pixels.size()) + " pixels, not " +
                           std::to_string(image.height) + " x " + std::to_string(image.width),
                       "", "", bayes::Fault::kFailed);
  }
  std::string rows;
  const auto width = static_cast<std::size_t>(image.width);
  for (std::size_t start = 0; start < image.pixels.size(); start += width) {
    rows += '\0';  // filter: none
    rows.append(reinterpret_cast<const char*>(&image.pixels[start]), width);
  }
  const std::string header = big_endian(static_cast<std::uint32_t>(image.width)) +
                             big_endian(static_cast<std::uint32_t>(image.height)) +
                             std::string("\x08\x00\x00\x00\x00", 5);  // 8 bits, grey
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", compressed(rows)) + chunk("IEND", "");
}

}  // namespace report
