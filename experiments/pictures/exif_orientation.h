#pragma once

#include <string_view>

#include "experiments/pictures/picture.h"

namespace bnn {

/// The orientation, 1 to 8, that EXIF data tell: how the camera was held. 1, upright, where they do not tell
/// or are damaged. Nothing in them is trusted.
///   exif  a TIFF structure: "II*\0" or "MM\0*", as it follows "Exif\0\0" in a JPEG's APP1 segment
/// Source: EXIF 2.32 (CIPA DC-008), tag 0x0112 in the first directory; TIFF 6.0, section 2.
int exif_orientation(std::string_view exif);

/// The picture turned and mirrored from how it was stored to how it is looked at.
///   orientation  in [1, 8]; 6: turn by 90 degrees clockwise
Picture upright(Picture stored, int orientation);

}  // namespace bnn
