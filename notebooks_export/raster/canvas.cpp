#include "notebooks_export/raster/canvas.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace report::raster {
namespace {

constexpr double kPixels = 2.0;  // a point
constexpr int kLinesInARow = 4;  // in which the inside of polygons is found
constexpr double kPi = 3.14159265358979323846;

struct Crossing {
  double x;
  int direction;
};

std::vector<Crossing> crossings_at(const std::vector<Polygon>& polygons, double y) {
  std::vector<Crossing> crossings;
  for (const Polygon& polygon : polygons) {
    for (std::size_t at = 0; at < polygon.size(); ++at) {
      const Point& from = polygon[at];
      const Point& to = polygon[(at + 1) % polygon.size()];
      if ((from.y <= y) == (to.y <= y)) continue;
      crossings.push_back(
          {from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x), from.y < to.y ? 1 : -1});
    }
  }
  std::sort(crossings.begin(), crossings.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  return crossings;
}

void cover(std::vector<double>& coverage, double from, double to) {
  from = std::clamp(from, 0.0, static_cast<double>(coverage.size()));
  to = std::clamp(to, 0.0, static_cast<double>(coverage.size()));
  for (auto at = static_cast<std::size_t>(from); at < coverage.size() && static_cast<double>(at) < to; ++at) {
    const auto left = static_cast<double>(at);
    coverage[at] += (std::min(to, left + 1.0) - std::max(from, left)) / kLinesInARow;
  }
}

// The strokes of a dashed line.
std::vector<Polygon> dashed(const Polygon& points, const std::vector<double>& dash) {
  std::vector<Polygon> strokes;
  std::size_t of = 0;
  double left = dash[0];
  bool drawn = true;
  Polygon stroke{points.front()};
  for (std::size_t at = 1; at < points.size(); ++at) {
    Point from = points[at - 1];
    double length = std::hypot(points[at].x - from.x, points[at].y - from.y);
    while (length > left) {
      const double share = left / length;
      from = {from.x + share * (points[at].x - from.x), from.y + share * (points[at].y - from.y)};
      length -= left;
      stroke.push_back(from);
      if (drawn) strokes.push_back(stroke);
      stroke = {from};
      drawn = !drawn;
      of = (of + 1) % dash.size();
      left = std::max(dash[of], 0.1);
    }
    left -= length;
    stroke.push_back(points[at]);
  }
  if (drawn && stroke.size() > 1) strokes.push_back(stroke);
  return strokes;
}

Polygon regular(const Point& centre, double radius, int corners, double turned) {
  Polygon polygon;
  for (int at = 0; at < corners; ++at) {
    const double angle = turned + 2.0 * kPi * at / corners;
    polygon.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
  }
  return polygon;
}

}  // namespace

Colour colour_of(const std::string& hex, double opacity) {
  if (hex.size() != 7 || hex[0] != '#') throw std::invalid_argument("no colour: " + hex);
  const auto part = [&](std::size_t at) { return std::stoi(hex.substr(at, 2), nullptr, 16) / 255.0; };
  return {part(1), part(3), part(5), opacity};
}

Canvas::Canvas(double width, double height)
    : width_(width),
      height_(height),
      columns_(std::llround(width * kPixels)),
      rows_(std::llround(height * kPixels)),
      pixels_(static_cast<std::size_t>(columns_ * rows_ * 3), 255) {}

void Canvas::blend(std::int64_t row, std::int64_t left, const std::vector<double>& coverage,
                   const Colour& colour) {
  const double channels[] = {colour.red, colour.green, colour.blue};
  for (std::size_t at = 0; at < coverage.size(); ++at) {
    if (coverage[at] <= 0.0) continue;
    const double share = std::min(coverage[at], 1.0) * colour.opacity;
    for (std::size_t of = 0; of < 3; ++of) {
      auto& pixel = pixels_[(static_cast<std::size_t>(row * columns_ + left) + at) * 3 + of];
      pixel = static_cast<std::uint8_t>(std::lround(pixel + share * (255.0 * channels[of] - pixel)));
    }
  }
}

void Canvas::fill(const std::vector<Polygon>& polygons, const Colour& colour) {
  std::vector<Polygon> scaled;
  double top = height_ * kPixels, bottom = 0.0, left = width_ * kPixels, right = 0.0;
  for (const Polygon& polygon : polygons) {
    scaled.emplace_back();
    for (const Point& point : polygon) {
      scaled.back().push_back({point.x * kPixels, point.y * kPixels});
      top = std::min(top, point.y * kPixels);
      bottom = std::max(bottom, point.y * kPixels);
      left = std::min(left, point.x * kPixels);
      right = std::max(right, point.x * kPixels);
    }
  }
  // Only the columns that are reached: a letter is narrow, the canvas is not.
  const auto first_column =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(left)), 0, columns_);
  const auto end_column =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(right)), first_column, columns_);
  std::vector<double> coverage(static_cast<std::size_t>(end_column - first_column));
  const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(top)));
  for (std::int64_t row = first; row < rows_ && static_cast<double>(row) < bottom; ++row) {
    std::fill(coverage.begin(), coverage.end(), 0.0);
    for (int line = 0; line < kLinesInARow; ++line) {
      const auto crossings = crossings_at(scaled, static_cast<double>(row) + (line + 0.5) / kLinesInARow);
      int winding = 0;
      for (std::size_t at = 0; at + 1 < crossings.size(); ++at) {
        winding += crossings[at].direction;
        const auto offset = static_cast<double>(first_column);
        if (winding != 0) cover(coverage, crossings[at].x - offset, crossings[at + 1].x - offset);
      }
    }
    blend(row, first_column, coverage, colour);
  }
}

void Canvas::rectangle(double left, double top, double right, double bottom, const Colour& colour) {
  fill({{{left, top}, {right, top}, {right, bottom}, {left, bottom}}}, colour);
}

void Canvas::line(const Polygon& points, double width, const Colour& colour,
                  const std::vector<double>& dash) {
  if (points.size() < 2) return;
  std::vector<Polygon> strokes{points};
  if (!dash.empty()) strokes = dashed(points, dash);
  std::vector<Polygon> parts;
  for (const Polygon& stroke : strokes) {
    for (std::size_t at = 1; at < stroke.size(); ++at) {
      const Point& from = stroke[at - 1];
      const Point& to = stroke[at];
      const double length = std::hypot(to.x - from.x, to.y - from.y);
      if (length == 0.0) continue;
      const double x = (to.y - from.y) / length * width / 2.0, y = (from.x - to.x) / length * width / 2.0;
      parts.push_back(
          {{from.x + x, from.y + y}, {from.x - x, from.y - y}, {to.x - x, to.y - y}, {to.x + x, to.y + y}});
      // Turns the same way as the pieces, so that what they share is not taken out again.
      if (at + 1 < stroke.size()) {
        Polygon joint = regular(to, width / 2.0, 12, 0.0);
        std::reverse(joint.begin(), joint.end());
        parts.push_back(joint);
      }
    }
  }
  fill(parts, colour);
}

Polygon shape_at(const std::string& shape, const Point& centre, double area) {
  const double side = std::sqrt(area);
  if (shape == "circle") return regular(centre, std::sqrt(area / kPi), 32, 0.0);
  if (shape == "square") return regular(centre, side / std::sqrt(2.0), 4, kPi / 4.0);
  if (shape == "diamond") return regular(centre, side / std::sqrt(2.0), 4, 0.0);
  if (shape == "triangle-up") return regular(centre, 0.62 * side, 3, -kPi / 2.0);
  if (shape == "triangle-down") return regular(centre, 0.62 * side, 3, kPi / 2.0);
  if (shape != "cross") throw std::invalid_argument("no shape: " + shape);
  const double arm = side / 2.0, half = side / 6.0;
  Polygon cross;
  for (const auto& [x, y] : {std::pair{-half, -arm},
                             {half, -arm},
                             {half, -half},
                             {arm, -half},
                             {arm, half},
                             {half, half},
                             {half, arm},
                             {-half, arm},
                             {-half, half},
                             {-arm, half},
                             {-arm, -half},
                             {-half, -half}}) {
    cross.push_back({centre.x + x, centre.y + y});
  }
  return cross;
}

}  // namespace report::raster
