#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the reader and the writer of safetensors have in common.
namespace bnn::safetensors_layout {

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kLargestHeader = 100'000'000;  ///< the format's own limit
constexpr char kMetadata[] = "__metadata__";
constexpr char kChecksum[] = "sha256";

/// The length of the header, which the first 8 bytes of a file hold.
inline std::uint64_t header_length(std::string_view file) {
  std::uint64_t length = 0;
  for (std::uint64_t byte = kLengthBytes; byte-- > 0;) {
    length = length << 8 | static_cast<unsigned char>(file[byte]);
  }
  return length;
}

/// Bytes of one element; nothing for a dtype that is not known.
inline std::optional<std::uint64_t> element_size(std::string_view dtype) {
  if (dtype == "F64" || dtype == "I64") return 8;
  if (dtype == "F32") return 4;
  if (dtype == "F16" || dtype == "BF16") return 2;
  if (dtype == "U8" || dtype == "BOOL") return 1;
  return std::nullopt;
}

/// Bytes of an array; nothing where a dimension is negative or the product does not fit 64 bits.
inline std::optional<std::uint64_t> array_size(const std::vector<std::int64_t>& shape,
                                               std::uint64_t element) {
  std::uint64_t size = element;
  for (const std::int64_t dimension : shape) {
    if (dimension < 0 || __builtin_mul_overflow(size, static_cast<std::uint64_t>(dimension), &size)) {
      return std::nullopt;
    }
  }
  return size;
}

/// The checksum of a file in which its 64 digits begin at `digits`.
std::string checksum(std::string_view file, std::size_t digits);

/// Where the header spells the checksum `value`; npos where it does not.
std::size_t find_checksum(std::string_view file, const std::string& value);

}  // namespace bnn::safetensors_layout
