#pragma once

#include "notebooks_export/raster/canvas.h"
#include "notebooks_export/raster/layers.h"
#include "notebooks_export/raster/scale.h"

namespace report::raster {

/// Where a panel's marks go: scales in points from the upper left corner of its plot.
struct Plot {
  Canvas& canvas;
  Point corner;
  const Scale& x;
  const Scale& y;
};

/// Draws the mark of a layer once for each of its rows (lines and areas once for each series). Throws
/// `std::invalid_argument` where the mark is none of area, bar, line, point, rect, rule, text and tick.
void draw_mark(const Plot& plot, const Layer& layer);

}  // namespace report::raster
