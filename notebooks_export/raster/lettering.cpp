#include "notebooks_export/raster/lettering.h"

#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "notebooks_export/embedded_files.h"
#include "notebooks_export/text/escaping.h"

namespace report::raster {
namespace {

constexpr double kEm = 512.0;
constexpr std::uint32_t kBox = 0x25A1;

struct Glyph {
  double advance = 0.0;
  std::vector<Polygon> contours;  // y upwards
};

std::map<std::uint32_t, Glyph> read_font() {
  std::map<std::uint32_t, Glyph> font;
  std::istringstream lines{std::string(embedded_file("chart_font.txt"))};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line);
    std::uint32_t code = 0;
    Glyph glyph;
    parts >> code >> glyph.advance;
    for (std::string contour; std::getline(parts, contour, ';');) {
      std::istringstream numbers(contour);
      Polygon points;
      for (Point point; numbers >> point.x >> point.y;) points.push_back(point);
      if (!points.empty()) glyph.contours.push_back(points);
    }
    font.emplace(code, std::move(glyph));
  }
  return font;
}

const Glyph& glyph_of(std::uint32_t code) {
  static const auto font = read_font();
  // Blanks of other widths are blanks.
  if (code == 0x202F || code == 0x2009) code = ' ';
  const auto found = font.find(code);
  return found != font.end() ? found->second : font.at(kBox);
}

std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> codes;
  for (const char letter : printable(text)) {  // valid UTF-8 from here on
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte & 0xC0U) == 0x80U && !codes.empty()) {
      codes.back() = codes.back() << 6U | (byte & 0x3FU);
    } else {
      codes.push_back(byte < 0x80U   ? byte
                      : byte < 0xE0U ? byte & 0x1FU
                      : byte < 0xF0U ? byte & 0x0FU
                                     : byte & 0x07U);
    }
  }
  return codes;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double width = 0.0;
  for (const auto code : code_points(text)) width += glyph_of(code).advance;
  return width * size / kEm;
}

void write_text(Canvas& canvas, std::string_view text, const Point& base, double size, Anchor anchor,
                const Colour& colour, bool upright) {
  const double width = text_width(text, size);
  double along = anchor == Anchor::kStart ? 0.0 : anchor == Anchor::kMiddle ? -width / 2.0 : -width;
  std::vector<Polygon> contours;
  for (const auto code : code_points(text)) {
    const Glyph& glyph = glyph_of(code);
    for (const Polygon& contour : glyph.contours) {
      contours.emplace_back();
      for (const Point& point : contour) {
        const double right = along + point.x * size / kEm, up = point.y * size / kEm;
        contours.back().push_back(upright ? Point{base.x - up, base.y - right}
                                          : Point{base.x + right, base.y - up});
      }
    }
    along += glyph.advance * size / kEm;
  }
  canvas.fill(contours, colour);
}

}  // namespace report::raster
