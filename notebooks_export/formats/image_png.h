#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// A grey image of 8 bits a pixel as a PNG file. Throws `bayes::Error` where the number of pixels is not
/// height x width.
/// Source: ISO/IEC 15948 (PNG), sections 5 and 11.
std::string png_bytes(const ShownImage& image);

/// The same for a picture of red, green and blue, 8 bits each, row by row.
std::string png_bytes(std::int64_t width, std::int64_t height, const std::vector<std::uint8_t>& pixels);

}  // namespace report
