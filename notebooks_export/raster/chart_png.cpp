#include "notebooks_export/raster/chart_png.h"

#include <algorithm>

#include "notebooks_export/formats/image_png.h"
#include "notebooks_export/raster/panel.h"

namespace report {

std::string chart_png(const nlohmann::ordered_json& spec) {
  std::vector<raster::Panel> panels;
  for (const char* kind : {"vconcat", "concat"}) {
    if (!spec.contains(kind)) continue;
    for (const auto& view : spec[kind]) panels.emplace_back(view);
  }
  const bool single = panels.empty();
  if (single) panels.emplace_back(spec);
  const std::size_t columns = single || spec.contains("vconcat") ? 1 : spec.value("columns", panels.size());

  constexpr double kGap = 16.0;
  std::vector<double> widths(columns, 0.0), heights((panels.size() + columns - 1) / columns, 0.0);
  for (std::size_t at = 0; at < panels.size(); ++at) {
    widths[at % columns] = std::max(widths[at % columns], panels[at].width());
    heights[at / columns] = std::max(heights[at / columns], panels[at].height());
  }
  double width = kGap, height = kGap;
  for (const double of : widths) width += of + kGap;
  for (const double of : heights) height += of + kGap;

  raster::Canvas canvas(width, height);
  raster::Point corner{kGap, kGap};
  for (std::size_t at = 0; at < panels.size(); ++at) {
    panels[at].draw(canvas, corner);
    corner.x += widths[at % columns] + kGap;
    if ((at + 1) % columns != 0) continue;
    corner = {kGap, corner.y + heights[at / columns] + kGap};
  }
  return png_bytes(canvas.pixel_width(), canvas.pixel_height(), canvas.pixels());
}

}  // namespace report
