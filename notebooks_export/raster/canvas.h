#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Charts as pictures, drawn without a browser.
namespace report::raster {

struct Point {
  double x = 0.0;
  double y = 0.0;
};

using Polygon = std::vector<Point>;

struct Colour {
  double red = 0.0;  ///< 0 to 1, as all of them
  double green = 0.0;
  double blue = 0.0;
  double opacity = 1.0;
};

/// "#2f7fc1". Throws `std::invalid_argument` where it is anything else.
Colour colour_of(const std::string& hex, double opacity = 1.0);

/// A white picture. Coordinates are in points from the upper left corner, y downwards; two pixels a point.
class Canvas {
 public:
  Canvas(double width, double height);

  /// What lies within any of the polygons by the rule of non-zero winding, with smooth edges.
  void fill(const std::vector<Polygon>& polygons, const Colour& colour);
  void rectangle(double left, double top, double right, double bottom, const Colour& colour);
  /// Straight pieces from point to point. `dash` is lengths of strokes and gaps in turn; empty for a solid
  /// line.
  void line(const Polygon& points, double width, const Colour& colour, const std::vector<double>& dash = {});

  double width() const { return width_; }
  double height() const { return height_; }
  /// 8 bits a channel, red, green, blue; row by row.
  const std::vector<std::uint8_t>& pixels() const { return pixels_; }
  std::int64_t pixel_width() const { return columns_; }
  std::int64_t pixel_height() const { return rows_; }

 private:
  void blend(std::int64_t row, std::int64_t left, const std::vector<double>& coverage, const Colour& colour);

  double width_, height_;
  std::int64_t columns_, rows_;
  std::vector<std::uint8_t> pixels_;
};

/// "circle", "square", "triangle-up", "triangle-down", "diamond" or "cross" around a point; `area` in square
/// points, as Vega's "size". Throws `std::invalid_argument` for others.
Polygon shape_at(const std::string& shape, const Point& centre, double area);

}  // namespace report::raster
