#pragma once

#include <string>
#include <string_view>

#include "experiments/pictures/picture.h"

namespace bnn {

bool is_jpeg(std::string_view bytes);

/// Decodes a JPEG file: grey, YCbCr, RGB, CMYK and YCCK (which become RGB; inverted where Adobe wrote them),
/// baseline and progressive, the orientation of its EXIF data.
///
/// Nothing in `bytes` is trusted. JPEG knows no checksums: a changed bit may be other pixels. What the
/// decoder has to guess, the end of a truncated file above all, is refused. Memory: up to 12 bytes a pixel of
/// the size that the header declares.
///   where  what messages name, the path of the file
/// Throws `bayes::Error` (kData) where the file is damaged or too large.
/// Source: ITU-T T.81; the decoder is libjpeg-turbo, or another with the interface of libjpeg 6b.
Picture decode_jpeg(std::string_view bytes, const std::string& where);

}  // namespace bnn
