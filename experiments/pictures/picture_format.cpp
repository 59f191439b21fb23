#include "experiments/pictures/picture_format.h"

#include "bayes/core/error.h"
#include "experiments/pictures/jpeg_picture.h"
#include "experiments/pictures/png_picture.h"

namespace bnn {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t at;
  std::string_view bytes;
  const char* name;
};

constexpr Signature kOthers[] = {
    {0, "BM"sv, "a BMP picture"},
    {0, "GIF8"sv, "a GIF picture"},
    {8, "WEBP"sv, "a WebP picture"},
    {0, "II*\0"sv, "a TIFF picture"},
    {0, "MM\0*"sv, "a TIFF picture"},
    {0, "II+\0"sv, "a TIFF picture"},
    {0, "MM\0+"sv, "a TIFF picture"},
    {4, "ftypavif"sv, "an AVIF picture"},
    {4, "ftypavis"sv, "an AVIF picture"},
    {4, "ftyphei"sv, "a HEIC picture"},
    {4, "ftyphev"sv, "a HEIC picture"},
    {4, "ftypmif1"sv, "a HEIC picture"},
    {4, "ftypmsf1"sv, "a HEIC picture"},
    {0, "\xFF\x0A"sv, "a JPEG XL picture"},
    {0, "\0\0\0\x0CJXL "sv, "a JPEG XL picture"},
    {0, "\0\0\0\x0CjP  "sv, "a JPEG 2000 picture"},
    {0, "8BPS"sv, "a Photoshop picture"},
    {0, "\0\0\1\0"sv, "an icon"},
    {0, "%PDF"sv, "a PDF document"},
    {0, "<svg"sv, "an SVG drawing"},
    {0, "<?xml"sv, "an XML document, perhaps an SVG drawing"},
    {0, "P1\n"sv, "a PBM picture"},
    {0, "P2\n"sv, "a PGM picture"},
    {0, "P3\n"sv, "a PPM picture"},
    {0, "P4\n"sv, "a PBM picture"},
    {0, "P5\n"sv, "a PGM picture"},
    {0, "P6\n"sv, "a PPM picture"},
};

// What the first bytes say a file is, where it is a kind of picture that is not read: "a WebP picture"; empty
// where they say nothing of the kind.
std::string other_picture_format(std::string_view bytes) {
  for (const auto& [at, signature, name] : kOthers) {
    if (bytes.size() >= at && bytes.substr(at, signature.size()) == signature) return name;
  }
  return "";
}

}  // namespace

Picture decode_picture(std::string_view bytes, const std::string& where) {
  if (is_png(bytes)) return decode_png(bytes, where);
  if (is_jpeg(bytes)) return decode_jpeg(bytes, where);
  const auto format = other_picture_format(bytes);
  throw bayes::Error(
      format.empty() ? "this is no picture of a known format" : "this is " + format + ", which is not read",
      where, "save it as PNG or JPEG, for instance by ImageMagick: convert PICTURE picture.png",
      bayes::Fault::kData);
}

}  // namespace bnn
