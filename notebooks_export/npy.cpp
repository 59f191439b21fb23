#include "notebooks_export/npy.h"

#include <fmt/format.h>

#include <cstring>
#include <string_view>

#include "bayes/core/error.h"

namespace report {
namespace {

#if defined(__BYTE_ORDER__)
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "values are copied as they lie in memory");
#endif

constexpr std::size_t kAlignment = 64;
constexpr std::string_view kMagic{"\x93NUMPY\x01\x00", 8};

std::string shape_tuple(const std::vector<std::int64_t>& shape) {
  if (shape.size() == 1) return fmt::format("({},)", shape.front());
  return fmt::format("({})", fmt::join(shape, ", "));
}

template <class Value>
std::string array_bytes(std::string_view type, const std::vector<Value>& values,
                        const std::vector<std::int64_t>& shape) {
  std::int64_t elements = 1;
  for (const std::int64_t extent : shape) elements *= extent;
  if (elements != static_cast<std::int64_t>(values.size())) {
    throw bayes::Error(
        fmt::format("an array of {} values cannot have the shape {}", values.size(), shape_tuple(shape)), "",
        "", bayes::Fault::kFailed);
  }

  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", type, shape_tuple(shape));
  const std::size_t before = kMagic.size() + 2;  // two bytes hold the length of the header
  const std::size_t used = before + header.size() + 1;
  header.append((kAlignment - used % kAlignment) % kAlignment, ' ');
  header += '\n';

  std::string bytes(kMagic);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  const std::size_t start = bytes.size();
  bytes.resize(start + values.size() * sizeof(Value));
  if (!values.empty()) std::memcpy(&bytes[start], values.data(), values.size() * sizeof(Value));
  return bytes;
}

}  // namespace

std::string npy_bytes(const std::vector<std::int64_t>& values, const std::vector<std::int64_t>& shape) {
  return array_bytes("<i8", values, shape);
}

std::string npy_bytes(const std::vector<double>& values, const std::vector<std::int64_t>& shape) {
  return array_bytes("<f8", values, shape);
}

std::string npy_bytes(const std::vector<float>& values, const std::vector<std::int64_t>& shape) {
  return array_bytes("<f4", values, shape);
}

}  // namespace report
