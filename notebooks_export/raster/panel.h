#pragma once

#include <nlohmann/json.hpp>

#include "notebooks_export/raster/canvas.h"
#include "notebooks_export/raster/layers.h"
#include "notebooks_export/raster/scale.h"

namespace report::raster {

/// A line of a legend.
struct LegendEntry {
  std::string label;
  std::string colour;
  std::string shape;  ///< empty for a patch
};

/// One pair of axes with all that is drawn into it and around it.
class Panel {
 public:
  /// Of a Vega-Lite view with "mark" or "layer". Throws `std::invalid_argument` where it asks for something
  /// that is not drawn here.
  explicit Panel(const nlohmann::ordered_json& view);

  double width() const;
  double height() const;
  /// With its upper left corner at `corner`.
  void draw(Canvas& canvas, const Point& corner) const;

 private:
  struct Axis {
    nlohmann::ordered_json channel;
    Scale scale;
    std::vector<nlohmann::ordered_json> ticks;
    std::vector<std::string> labels;
  };

  Axis axis_of(const std::string& channel, double length) const;
  void draw_grid(Canvas& canvas, const Point& plot) const;
  void draw_axes(Canvas& canvas, const Point& plot) const;
  void draw_heading(Canvas& canvas, const Point& corner) const;
  double left() const;
  double top() const;
  std::vector<std::vector<LegendEntry>> legend_rows() const;

  std::vector<Layer> layers_;
  std::string title_, subtitle_, legend_title_;
  std::vector<LegendEntry> legend_;
  double plot_width_, plot_height_;
  Axis x_, y_;
};

}  // namespace report::raster
