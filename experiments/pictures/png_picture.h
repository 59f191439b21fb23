#pragma once

#include <string>
#include <string_view>

#include "experiments/pictures/picture.h"

namespace bnn {

bool is_png(std::string_view bytes);

/// Decodes a PNG file of any kind: grey, colours, palette, 1 to 16 bits (16 become 8), transparency,
/// interlaced, the orientation of an eXIf chunk.
///
/// Nothing in `bytes` is trusted. Every chunk's CRC is checked, up to the last chunk, so that a file with
/// changed bits is refused rather than read as other pixels. Memory: 4 bytes a pixel of the size that the
/// header declares, 8 where it is turned, and 1 MB beyond them.
///   where  what messages name, the path of the file
/// Throws `bayes::Error` (kData) where the file is damaged or too large.
/// Source: ISO/IEC 15948; the decoder is libpng.
Picture decode_png(std::string_view bytes, const std::string& where);

}  // namespace bnn
