#pragma once

#include <string>

namespace report::raster {

/// `value` by a format of d3, of which these parts are known: [,][.precision][~][type] with the types f, %,
/// g, e, s, d and none; as "12.5%" by ".1%", "1.2k" by "~s". Source: d3-format, "locale.format(specifier)".
std::string formatted(double value, const std::string& format);

}  // namespace report::raster
