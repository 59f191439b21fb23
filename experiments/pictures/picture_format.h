#pragma once

#include <string>
#include <string_view>

#include "experiments/pictures/picture.h"

namespace bnn {

/// Decodes a PNG or a JPEG file, by its first bytes, whatever its name.
///   where  what messages name, the path of the file
/// Throws `bayes::Error` (kData) where the file is damaged, too large, or of a format that is not read, with
/// its name where it is known and what to do.
Picture decode_picture(std::string_view bytes, const std::string& where);

}  // namespace bnn
