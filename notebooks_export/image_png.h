#pragma once

#include <string>

#include "notebooks_export/run_record.h"

namespace report {

/// A grey image of 8 bits a pixel as a PNG file. Throws `bayes::Error` where the number of pixels is not
/// height x width.
/// Source: ISO/IEC 15948 (PNG), sections 5 and 11.
std::string png_bytes(const ShownImage& image);

}  // namespace report
