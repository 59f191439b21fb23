#include "notebooks_export/formats/npy.h"

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

void require(bool fits) {
  if (!fits) throw bayes::Error("it is no array as this program writes them", "", "", bayes::Fault::kData);
}

struct Header {
  std::string_view type;
  std::vector<std::int64_t> shape;
  std::size_t start = 0;  // of the values
};

Header header_of(const std::string& bytes) {
  const std::size_t before = kMagic.size() + 2;
  require(bytes.size() >= before && bytes.compare(0, kMagic.size(), kMagic) == 0);
  const std::size_t length =
      static_cast<unsigned char>(bytes[before - 2]) + 256u * static_cast<unsigned char>(bytes[before - 1]);
  require(bytes.size() >= before + length);
  const std::string_view text(bytes.data() + before, length);

  constexpr std::string_view kType = "{'descr': '", kShape = "', 'fortran_order': False, 'shape': (";
  constexpr std::size_t kLetters = 3;  // "<f8"
  require(text.size() >= kType.size() + kLetters + kShape.size() && text.substr(0, kType.size()) == kType &&
          text.substr(kType.size() + kLetters, kShape.size()) == kShape);
  Header header{text.substr(kType.size(), kLetters), {}, before + length};
  for (std::size_t at = kType.size() + kLetters + kShape.size(); at < text.size() && text[at] != ')';) {
    std::int64_t extent = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      extent = 10 * extent + (text[at] - '0');
      require(extent <= static_cast<std::int64_t>(bytes.size()));  // a value has a byte at least
    }
    header.shape.push_back(extent);
    while (at < text.size() && (text[at] == ',' || text[at] == ' ')) ++at;
    require(at < text.size() && (text[at] == ')' || (text[at] >= '0' && text[at] <= '9')));
  }
  return header;
}

template <class Value>
std::vector<Value> array_values(std::string_view type, const std::string& bytes) {
  const Header header = header_of(bytes);
  const std::size_t size = bytes.size() - header.start;
  require(header.type == type && size % sizeof(Value) == 0);
  std::vector<Value> values(size / sizeof(Value));
  if (!values.empty()) std::memcpy(values.data(), &bytes[header.start], size);
  std::size_t elements = 1;
  for (const std::int64_t extent : header.shape) elements *= static_cast<std::size_t>(extent);
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

std::vector<float> npy_floats(const std::string& bytes) { return array_values<float>("<f4", bytes); }

std::vector<std::int64_t> npy_shape(const std::string& bytes) { return header_of(bytes).shape; }

}  // namespace report
