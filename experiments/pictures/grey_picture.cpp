#include "experiments/pictures/grey_picture.h"

namespace bnn {
namespace {

int grey_of(const std::uint8_t* pixel, std::int64_t channels) {
  if (channels < 3) return pixel[0];
  return (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000;
}

// Whether what is drawn is dark: grey below the middle, averaged with alpha as weights.
bool is_dark(const Picture& picture) {
  std::int64_t sum = 0, weights = 0;
  const auto* end = picture.pixels.data() + picture.size();
  for (const auto* pixel = picture.pixels.data(); pixel != end; pixel += picture.channels) {
    const int alpha = pixel[picture.channels - 1];
    sum += std::int64_t{alpha} * grey_of(pixel, picture.channels);
    weights += alpha;
  }
  return sum < 128 * weights;
}

}  // namespace

Picture to_grey(const Picture& picture, Background background) {
  Picture grey{picture.height, picture.width, 1, {}};
  grey.pixels.reserve(grey.size());
  const bool white = background == Background::kWhite ||
                     (background == Background::kAuto && picture.has_alpha() && is_dark(picture));
  const int behind = white ? 255 : 0;
  const auto* end = picture.pixels.data() + picture.size();
  for (const auto* pixel = picture.pixels.data(); pixel != end; pixel += picture.channels) {
    const int value = grey_of(pixel, picture.channels);
    const int alpha = picture.has_alpha() ? pixel[picture.channels - 1] : 255;
    grey.pixels.push_back(static_cast<std::uint8_t>((value * alpha + behind * (255 - alpha) + 127) / 255));
  }
  return grey;
}

}  // namespace bnn
