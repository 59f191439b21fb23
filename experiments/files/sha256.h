#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace bnn {

/// SHA-256 of the parts, one after the other as if they were one text: 64 lower-case hexadecimal digits.
/// Throws `bayes::Error` (kFailed) where OpenSSL refuses.
/// Source: FIPS 180-4.
std::string sha256_hex(std::initializer_list<std::string_view> parts);

}  // namespace bnn
