#pragma once

#include <string_view>

#include "notebooks_export/raster/canvas.h"

namespace report::raster {

enum class Anchor { kStart, kMiddle, kEnd };

/// How wide the text is in points at this size of the letters; its characters are those of DejaVu Sans, and a
/// box for what is not among them.
double text_width(std::string_view text, double size);

/// Text on a line whose base starts (or has its middle or end) at `base`. Upright text reads from the bottom
/// up.
void write_text(Canvas& canvas, std::string_view text, const Point& base, double size, Anchor anchor,
                const Colour& colour, bool upright = false);

}  // namespace report::raster
