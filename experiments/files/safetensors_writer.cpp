#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "bayes/core/error.h"
#include "experiments/files/safetensors.h"
#include "experiments/files/safetensors_layout.h"

namespace bnn {
namespace {

namespace layout = safetensors_layout;

void require_sound(const Safetensors& content) {
  std::set<std::string> names{layout::kMetadata};
  for (const NamedArray& array : content.arrays) {
    if (!names.insert(array.name).second) {
      throw bayes::Error(fmt::format("array name `{}` comes twice or is reserved", array.name), "", "");
    }
    const auto element = layout::element_size(array.dtype);
    if (!element || layout::array_size(array.shape, *element) != array.bytes.size()) {
      throw bayes::Error(fmt::format("array `{}` has {} bytes, which do not fit its shape and dtype {}",
                                     array.name, array.bytes.size(), array.dtype),
                         "", "");
    }
  }
  if (content.metadata.count(layout::kChecksum) != 0) {
    throw bayes::Error(fmt::format("metadata entry `{}` is the file's own", layout::kChecksum), "", "");
  }
}

/// The arrays in the order of the payload: large elements first, so that each array is aligned to its
/// elements.
std::vector<const NamedArray*> payload_order(const Safetensors& content) {
  std::vector<const NamedArray*> order;
  for (const NamedArray& array : content.arrays) order.push_back(&array);
  std::stable_sort(order.begin(), order.end(), [](const NamedArray* one, const NamedArray* other) {
    return layout::element_size(one->dtype) > layout::element_size(other->dtype);
  });
  return order;
}

nlohmann::ordered_json header_of(const Safetensors& content, const std::vector<const NamedArray*>& order) {
  nlohmann::ordered_json header;
  header[layout::kMetadata] = content.metadata;
  header[layout::kMetadata][layout::kChecksum] = std::string(64, '0');
  // The table keeps the caller's order; offsets follow the payload's.
  for (const NamedArray& array : content.arrays) header[array.name] = nullptr;
  std::uint64_t begin = 0;
  for (const NamedArray* array : order) {
    const std::uint64_t end = begin + array->bytes.size();
    header[array->name] = {{"dtype", array->dtype}, {"shape", array->shape}, {"data_offsets", {begin, end}}};
    begin = end;
  }
  return header;
}

std::string padded_text(const nlohmann::ordered_json& header) {
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception&) {
    throw bayes::Error("a name or a metadata entry is not UTF-8", "", "");
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');
  if (text.size() > layout::kLargestHeader) {
    throw bayes::Error(
        fmt::format("the header has {} bytes; the format allows {}", text.size(), layout::kLargestHeader), "",
        "save fewer arrays or less metadata");
  }
  return text;
}

}  // namespace

std::string to_safetensors(const Safetensors& content) {
  require_sound(content);
  const auto order = payload_order(content);
  const std::string header = padded_text(header_of(content, order));

  std::string file;
  std::size_t size = layout::kLengthBytes + header.size();
  for (const NamedArray* array : order) size += array->bytes.size();
  file.reserve(size);
  for (std::uint64_t byte = 0; byte < layout::kLengthBytes; ++byte) {
    file += static_cast<char>(header.size() >> (8 * byte) & 0xff);
  }
  file += header;
  for (const NamedArray* array : order) file += array->bytes;

  const std::string zeros(64, '0');
  const std::size_t digits = layout::find_checksum(file, zeros);
  file.replace(digits, zeros.size(), layout::checksum(file, digits));
  return file;
}

}  // namespace bnn
