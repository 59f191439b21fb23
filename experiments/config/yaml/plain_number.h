#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "bayes/core/fields.h"

namespace bnn {

/// Why a text is no number: "is hexadecimal".
struct NotANumber {
  std::string problem;
};

/// Reads a finite number in plain decimal: 12, -0.5, .5, 1e-3, whatever the locale.
/// Refused, with the reason: hexadecimal, octal, leading zeros, digits with `_`, infinity and NaN, numbers
/// beyond the range of double, and those that would become 0 in it.
std::variant<double, NotANumber> parse_number(std::string_view text);

/// Reads a whole number; 1e3 and 2.0 are such, 1.5 is not. Exact: beyond 2^53 in digits only.
std::variant<std::int64_t, NotANumber> parse_integer(std::string_view text);

/// The shortest text that reads back to the same double, in a form that every YAML reader takes for a number:
/// with a dot, and a sign in the exponent (0.1, 2.0, 1.0e-3).
std::string print_number(double value);

/// "a number > 0", "a share in [0, 1)", "a whole number >= 1".
///   noun  what it is without a bound: "a number"
std::string describe_range(const bayes::Range& range, const std::string& noun);

}  // namespace bnn
