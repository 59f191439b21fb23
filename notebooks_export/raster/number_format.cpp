#include "notebooks_export/raster/number_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace report::raster {
namespace {

struct Format {
  bool groups = false;
  int precision = -1;
  bool trims = false;
  char type = '\0';
};

Format parsed(const std::string& text) {
  Format format;
  std::size_t at = 0;
  if (at < text.size() && text[at] == ',') format.groups = ++at > 0;
  if (at < text.size() && text[at] == '.') {
    std::size_t digits = 0;
    format.precision = std::stoi(text.substr(at + 1), &digits);
    at += 1 + digits;
  }
  if (at < text.size() && text[at] == '~') format.trims = ++at > 0;
  if (at < text.size()) format.type = text[at];
  return format;
}

// Without zeros at the end of what follows the point; an exponent stays.
std::string trimmed(const std::string& text) {
  const auto exponent = text.find('e');
  std::string digits = text.substr(0, exponent);
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return digits + (exponent == std::string::npos ? "" : text.substr(exponent));
}

// "1e-05" is "1e-5" there.
std::string short_exponent(std::string text) {
  const auto at = text.find('e');
  if (at == std::string::npos) return text;
  const auto digits = text.find_first_not_of('0', at + 2);
  return text.substr(0, at + 2) + (digits == std::string::npos ? "0" : text.substr(digits));
}

std::string grouped_digits(std::string digits) {
  const auto end = std::min(digits.find('.'), digits.size());
  for (auto at = static_cast<std::ptrdiff_t>(end) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string with_prefix(double value, int precision) {
  static const char* const kPrefixes[] = {"n", "µ", "m", "", "k", "M", "G", "T"};
  const int thousands =
      value == 0.0 ? 0 : std::clamp(static_cast<int>(std::floor(std::log10(value) / 3.0)), -3, 4);
  return trimmed(fmt::format("{:.{}g}", value / std::pow(1000.0, thousands), precision < 0 ? 6 : precision)) +
         kPrefixes[thousands + 3];
}

}  // namespace

std::string formatted(double value, const std::string& text) {
  const Format format = parsed(text);
  const double size = std::abs(value);
  const int precision = format.precision < 0 ? 6 : format.precision;
  std::string digits;
  switch (format.type) {
    case 'd':
      digits = fmt::format("{:.0f}", size);
      break;
    case 'f':
      digits = fmt::format("{:.{}f}", size, precision);
      break;
    case '%':
      digits = fmt::format("{:.{}f}", 100.0 * size, format.precision < 0 ? 0 : precision);
      break;
    case 'e':
      digits = short_exponent(fmt::format("{:.{}e}", size, precision));
      break;
    case 's':
      digits = with_prefix(size, format.precision);
      break;
    default:
      digits = short_exponent(fmt::format("{:.{}g}", size, format.precision < 0 ? 12 : precision));
  }
  if (format.trims || format.type == '\0') digits = trimmed(digits);
  if (format.groups) digits = grouped_digits(digits);
  if (format.type == '%') digits += '%';
  const bool is_zero = digits.find_first_not_of("0.%") == std::string::npos;
  return (value < 0.0 && !is_zero ? "−" : "") + digits;
}

}  // namespace report::raster
