#include "notebooks_export/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

template <class Value>
std::vector<Value> array_values(std::string_view type, const std::string& bytes) {
  const auto require = [](bool fits) {
    if (!fits) throw bayes::Error("it is no array as this program writes them", "", "", bayes::Fault::kData);
  };
  const std::size_t before = kMagic.size() + 2;
  require(bytes.size() >= before && bytes.compare(0, kMagic.size(), kMagic) == 0);
  const std::size_t length =
      static_cast<unsigned char>(bytes[before - 2]) + 256u * static_cast<unsigned char>(bytes[before - 1]);
  const std::size_t start = before + length;
  require(bytes.size() >= start && (bytes.size() - start) % sizeof(Value) == 0);
  std::vector<Value> values((bytes.size() - start) / sizeof(Value));
  if (!values.empty()) std::memcpy(values.data(), &bytes[start], bytes.size() - start);

  const std::string_view header(bytes.data() + before, length);
  const auto expected = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': (", type);
  require(header.substr(0, expected.size()) == expected);
  std::size_t elements = 1;
  for (std::size_t at = expected.size(); at < header.size() && header[at] != ')';) {
    std::size_t extent = 0;
    for (; at < header.size() && header[at] >= '0' && header[at] <= '9'; ++at) {
      extent = 10 * extent + static_cast<std::size_t>(header[at] - '0');
    }
    elements *= extent;
    while (at < header.size() && (header[at] == ',' || header[at] == ' ')) ++at;
    require(at < header.size() && (header[at] == ')' || (header[at] >= '0' && header[at] <= '9')));
  }
  require(elements == values.size());
  return values;
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

std::vector<std::int64_t> npy_integers(const std::string& bytes) {
  return array_values<std::int64_t>("<i8", bytes);
}

std::vector<double> npy_doubles(const std::string& bytes) { return array_values<double>("<f8", bytes); }

}  // namespace report
