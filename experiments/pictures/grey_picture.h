#pragma once

#include "experiments/pictures/picture.h"

namespace bnn {

/// What is seen through the transparent parts of a picture.
enum class Background {
  kAuto,  ///< what lets the drawing be seen: white behind what is dark on average, black behind what is light
  kBlack,  ///< as in MNIST
  kWhite,  ///< paper
};

/// The picture in one channel: luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), over the background where it
/// is transparent.
Picture to_grey(const Picture& picture, Background background);

}  // namespace bnn
