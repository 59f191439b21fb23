#include "experiments/pictures/exif_orientation.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace bnn {
namespace {

constexpr std::uint32_t kOrientation = 0x0112;
constexpr std::uint32_t kShort = 3;
constexpr std::size_t kEntryBytes = 12;

// Numbers of 2 or 4 bytes at any place, in the byte order of the data; nothing beyond the end.
class Numbers {
 public:
  Numbers(std::string_view bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  std::optional<std::uint32_t> at(std::size_t place, std::size_t count) const {
    if (place > bytes_.size() || count > bytes_.size() - place) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t byte = big_endian_ ? place + i : place + count - 1 - i;
      value = value << 8 | static_cast<unsigned char>(bytes_[byte]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_endian_;
};

}  // namespace

int exif_orientation(std::string_view exif) {
  using namespace std::string_view_literals;
  const bool big_endian = exif.substr(0, 4) == "MM\0*"sv;
  if (!big_endian && exif.substr(0, 4) != "II*\0"sv) return 1;
  const Numbers numbers(exif, big_endian);
  const auto directory = numbers.at(4, 4);
  const auto entries = directory ? numbers.at(*directory, 2) : std::nullopt;
  for (std::size_t i = 0; entries && i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + kEntryBytes * i;
    if (numbers.at(entry, 2) != kOrientation) continue;
    const auto value = numbers.at(entry + 8, 2);
    const bool fine = numbers.at(entry + 2, 2) == kShort && value && *value >= 1 && *value <= 8;
    return fine ? static_cast<int>(*value) : 1;
  }
  return 1;
}

Picture upright(Picture stored, int orientation) {
  if (orientation <= 1 || orientation > 8) return stored;
  const bool sides_change = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Picture turned = stored;
  if (sides_change) std::swap(turned.height, turned.width);
  for (std::int64_t y = 0; y < turned.height; ++y) {
    for (std::int64_t x = 0; x < turned.width; ++x) {
      std::int64_t row = sides_change ? x : y, column = sides_change ? y : x;
      if (from_below) row = stored.height - 1 - row;
      if (from_right) column = stored.width - 1 - column;
      const auto* from = stored.pixels.data() + (row * stored.width + column) * stored.channels;
      std::copy_n(from, stored.channels, turned.pixels.data() + (y * turned.width + x) * turned.channels);
    }
  }
  return turned;
}

}  // namespace bnn
