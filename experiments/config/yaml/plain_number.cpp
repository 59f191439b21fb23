#include "experiments/config/yaml/plain_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace bnn {

namespace {

constexpr std::string_view kDigits = "0123456789";

/// The parts of [+-] digits [. digits] [e [+-] digits].
struct Parts {
  std::string_view whole;
  std::string_view fraction;
  std::string_view exponent;
  bool well_formed = false;
};

std::string_view take_digits(std::string_view& rest) {
  const std::string_view digits = rest.substr(0, rest.find_first_not_of(kDigits));
  rest.remove_prefix(digits.size());
  return digits;
}

bool take_one_of(std::string_view& rest, std::string_view letters) {
  if (rest.empty() || letters.find(rest[0]) == std::string_view::npos) return false;
  rest.remove_prefix(1);
  return true;
}

Parts split(std::string_view rest) {
  Parts parts;
  take_one_of(rest, "+-");
  parts.whole = take_digits(rest);
  if (take_one_of(rest, ".")) parts.fraction = take_digits(rest);
  bool exponent_missing = false;
  if (take_one_of(rest, "eE")) {
    const std::string_view with_sign = rest;
    take_one_of(rest, "+-");
    exponent_missing = take_digits(rest).empty();
    parts.exponent = with_sign.substr(0, with_sign.size() - rest.size());
  }
  const bool has_digits = !parts.whole.empty() || !parts.fraction.empty();
  parts.well_formed = rest.empty() && has_digits && !exponent_missing;
  return parts;
}

std::string why_malformed(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower)
    letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  std::string_view unsigned_text = lower;
  take_one_of(unsigned_text, "+-");
  for (const char* word : {".nan", "nan", ".inf", "inf", "infinity"}) {
    if (unsigned_text == word) return "is not finite";
  }
  if (unsigned_text.substr(0, 2) == "0x") return "is hexadecimal";
  if (unsigned_text.substr(0, 2) == "0o") return "is octal";
  const bool only_separators = lower.find_first_not_of("0123456789_.,+-e") == std::string::npos;
  const bool has_digit = lower.find_first_of(kDigits) != std::string::npos;
  if (only_separators && has_digit && lower.find_first_of("_,") != std::string::npos)
    return "has separators in it";
  return "is no number";
}

bool all_zero(std::string_view digits) { return digits.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::variant<double, NotANumber> parse_number(std::string_view text) {
  const Parts parts = split(text);
  if (!parts.well_formed) return NotANumber{why_malformed(text)};
  // YAML 1.1 readers take 010 for 8, those of 1.2 for 10.
  if (parts.whole.size() > 1 && parts.whole[0] == '0') return NotANumber{"has a leading zero"};

  if (text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_zero = all_zero(parts.whole) && all_zero(parts.fraction);
  if (is_zero) return 0.0 * (text[0] == '-' ? -1 : 1);
  if (result.ec != std::errc() || value == 0 || !std::isfinite(value)) {
    // from_chars says of both ends only that they are out of range.
    const bool small = parts.exponent.empty() ? all_zero(parts.whole) : parts.exponent[0] == '-';
    return NotANumber{small ? "is so small that it would become 0" : "is too large"};
  }
  return value;
}

std::variant<std::int64_t, NotANumber> parse_integer(std::string_view text) {
  const auto number = parse_number(text);
  if (const auto* problem = std::get_if<NotANumber>(&number)) return *problem;

  std::int64_t value = 0;
  const std::string_view digits = text[0] == '+' ? text.substr(1) : text;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec == std::errc() && result.ptr == digits.data() + digits.size()) return value;

  constexpr double kMostExact = 9007199254740992.0;  // 2^53: beyond it doubles leave out whole numbers
  const double real = std::get<double>(number);
  if (std::abs(real) > kMostExact) return NotANumber{"is too large"};
  if (real != std::trunc(real)) return NotANumber{"is no whole number"};
  return static_cast<std::int64_t>(real);
}

std::string print_number(double value) {
  if (std::isnan(value)) return ".nan";
  if (std::isinf(value)) return value > 0 ? ".inf" : "-.inf";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));

  const std::size_t letter = text.find('e');
  std::string printed(text.substr(0, letter));
  if (printed.find('.') == std::string::npos) printed += ".0";
  if (letter == std::string_view::npos) return printed;
  std::string_view digits = text.substr(letter + 2);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return fmt::format("{}e{}{}", printed, text[letter + 1], digits);
}

std::string describe_range(const bayes::Range& range, const std::string& noun) {
  if (range.whole_from_one) return "a share in [0, 1), or a whole number";
  const bool has_low = std::isfinite(range.low);
  const bool has_high = std::isfinite(range.high);
  if (has_low && has_high) {
    const bool is_share = range.low == 0 && range.high == 1 && noun == "a number";
    return fmt::format("{} in {}{}, {}{}", is_share ? "a share" : noun, range.low_open ? '(' : '[', range.low,
                       range.high, range.high_open ? ')' : ']');
  }
  if (has_low) return fmt::format("{} {} {}", noun, range.low_open ? ">" : ">=", range.low);
  if (has_high) return fmt::format("{} {} {}", noun, range.high_open ? "<" : "<=", range.high);
  return noun;
}

}  // namespace bnn
