#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bnn {

/// A decoded picture, upright: what its file says about orientation is done already.
struct Picture {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;         ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
  std::vector<std::uint8_t> pixels;  ///< [height, width, channels], 0 black (alpha: see-through) to 255

  std::size_t size() const { return static_cast<std::size_t>(height * width * channels); }
  bool has_alpha() const { return channels == 2 || channels == 4; }
};

/// The most pixels that a picture may have: those of a camera of 64 megapixels. Decoding takes up to 8 bytes
/// for each of them, a progressive JPEG up to 12.
constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;

/// Throws `bayes::Error` (kData) where a header declares no pixels or more than `kMostPixels`: before memory
/// is taken for them.
///   where  what messages name, the path of the file
void require_pixel_count(std::int64_t height, std::int64_t width, const std::string& where);

}  // namespace bnn
