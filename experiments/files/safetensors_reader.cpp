#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/files/regular_file.h"
#include "experiments/files/safetensors.h"
#include "experiments/files/safetensors_layout.h"

namespace bnn {
namespace {

namespace layout = safetensors_layout;
using Json = nlohmann::json;

class Reader {
 public:
  Reader(std::string_view file, const std::string& where) : file_(file), where_(where) {}

  Safetensors read(Checksum checksum) {
    const Json header = parse_header();
    Safetensors content;
    if (header.contains(layout::kMetadata)) content.metadata = read_metadata(header[layout::kMetadata]);
    verify_checksum(content.metadata, checksum);
    for (const std::string& name : names_) {
      if (name != layout::kMetadata) content.arrays.push_back(read_array(name, header[name]));
    }
    require_no_gaps();
    return content;
  }

  SafetensorsHeader read_header() {
    const Json header = parse_header();
    SafetensorsHeader said;
    if (header.contains(layout::kMetadata)) said.metadata = read_metadata(header[layout::kMetadata]);
    for (const std::string& name : names_) {
      if (name != layout::kMetadata) said.bytes = std::max(said.bytes, end_of_array(name, header[name]));
    }
    said.bytes += file_.size();
    return said;
  }

 private:
  struct Extent {
    std::uint64_t begin;
    std::uint64_t end;
    std::string name;
    bool operator<(const Extent& other) const {
      return std::pair(begin, end) < std::pair(other.begin, other.end);
    }
  };

  [[noreturn]] void fail(const std::string& problem) const {
    throw bayes::Error(problem, where_, "take an older checkpoint, or make the file again",
                       bayes::Fault::kData);
  }

  Json parse_header() {
    if (file_.size() < layout::kLengthBytes) {
      fail(fmt::format("the file ends after {} bytes, inside the length of the header", file_.size()));
    }
    const std::uint64_t length = layout::header_length(file_);
    const std::uint64_t rest = file_.size() - layout::kLengthBytes;
    if (length > layout::kLargestHeader || length > rest) {
      fail(fmt::format("the header is said to have {} bytes; {} are there and {} are allowed", length, rest,
                       layout::kLargestHeader));
    }
    const std::string_view text = file_.substr(layout::kLengthBytes, length);
    payload_ = file_.substr(layout::kLengthBytes + length);
    if (text.empty() || text.front() != '{') fail("the header does not begin with `{`");
    try {
      return Json::parse(text, refuse_repeated_keys());
    } catch (const Json::exception&) {
      fail(fmt::format("the header is not JSON (byte {} and after)", layout::kLengthBytes));
    }
  }

  /// Watches the parser, which itself would keep one of two entries of the same name (other readers keep the
  /// other one), and notes the order of the arrays.
  Json::parser_callback_t refuse_repeated_keys() {
    auto keys = std::make_shared<std::vector<std::set<std::string>>>();
    return [this, keys](int depth, Json::parse_event_t event, Json& parsed) {
      if (depth > 4) fail("the header is nested too deeply");
      if (event == Json::parse_event_t::object_start) keys->emplace_back();
      if (event == Json::parse_event_t::object_end) keys->pop_back();
      if (event == Json::parse_event_t::key) {
        const auto name = parsed.get<std::string>();
        if (!keys->back().insert(name).second)
          fail(fmt::format("the name `{}` comes twice in the header", name));
        if (keys->size() == 1) names_.push_back(name);
      }
      return true;
    };
  }

  std::map<std::string, std::string> read_metadata(const Json& entry) const {
    if (!entry.is_object()) fail("the metadata is not an object");
    std::map<std::string, std::string> metadata;
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string()) fail(fmt::format("metadata entry `{}` is not a text", key));
      metadata[key] = value.get<std::string>();
    }
    return metadata;
  }

  /// Takes the checksum out of the metadata.
  void verify_checksum(std::map<std::string, std::string>& metadata, Checksum checksum) const {
    const auto entry = metadata.find(layout::kChecksum);
    if (entry == metadata.end()) {
      if (checksum == Checksum::kRequired) fail("the file carries no checksum");
      return;
    }
    const std::size_t digits = layout::find_checksum(file_, entry->second);
    if (digits == std::string_view::npos || layout::checksum(file_, digits) != entry->second) {
      fail("the file is damaged: its SHA-256 is not the one that it carries");
    }
    metadata.erase(entry);
  }

  NamedArray read_array(const std::string& name, const Json& entry) {
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets")) {
      fail(fmt::format("array `{}` has not just dtype, shape and data_offsets", name));
    }
    NamedArray array{name, read_dtype(name, entry["dtype"]), {}, {}};
    for (const std::uint64_t dimension : read_integers(name, "shape", entry["shape"])) {
      array.shape.push_back(static_cast<std::int64_t>(dimension));
    }
    const std::vector<std::uint64_t> offsets = read_integers(name, "data_offsets", entry["data_offsets"]);
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > payload_.size()) {
      fail(fmt::format("array `{}` lies outside the payload of {} bytes", name, payload_.size()));
    }
    const std::uint64_t size = offsets[1] - offsets[0];
    if (layout::array_size(array.shape, *layout::element_size(array.dtype)) != size) {
      fail(fmt::format("array `{}` has {} bytes, which do not fit its shape and dtype {}", name, size,
                       array.dtype));
    }
    array.bytes = payload_.substr(offsets[0], size);
    // A bool that is neither 0 nor 1 is undefined behaviour for whoever computes with it.
    if (array.dtype == "BOOL" && array.bytes.find_first_not_of(std::string("\0\1", 2)) != std::string::npos) {
      fail(fmt::format("array `{}` is BOOL and has a byte that is neither 0 nor 1", name));
    }
    extents_.push_back({offsets[0], offsets[1], name});
    return array;
  }

  /// In the payload.
  std::uint64_t end_of_array(const std::string& name, const Json& entry) const {
    constexpr char key[] = "data_offsets";
    if (!entry.is_object() || !entry.contains(key)) fail(fmt::format("array `{}` has no {}", name, key));
    const std::vector<std::uint64_t> offsets = read_integers(name, key, entry[key]);
    if (offsets.size() != 2) fail(fmt::format("array `{}`: {} are not two", name, key));
    return offsets[1];
  }

  std::string read_dtype(const std::string& name, const Json& entry) const {
    const std::string dtype = entry.is_string() ? entry.get<std::string>() : "";
    if (!layout::element_size(dtype)) {
      fail(fmt::format("array `{}` has dtype `{}`; known are F64, F32, F16, BF16, I64, U8, BOOL", name,
                       dtype));
    }
    return dtype;
  }

  std::vector<std::uint64_t> read_integers(const std::string& name, const char* key,
                                           const Json& entry) const {
    std::vector<std::uint64_t> integers;
    bool fine = entry.is_array();
    for (const Json& item : fine ? entry : Json::array()) {
      fine = fine && item.is_number_unsigned() && item.get<std::uint64_t>() <= INT64_MAX;
      if (fine) integers.push_back(item.get<std::uint64_t>());
    }
    if (!fine) fail(fmt::format("array `{}`: {} is not a list of integers in [0, 2^63)", name, key));
    return integers;
  }

  void require_no_gaps() {
    std::sort(extents_.begin(), extents_.end());
    std::uint64_t covered = 0;
    for (const Extent& extent : extents_) {
      if (extent.begin != covered) {
        fail(fmt::format("array `{}` begins at byte {} of the payload instead of {}", extent.name,
                         extent.begin, covered));
      }
      covered = extent.end;
    }
    if (covered != payload_.size()) {
      fail(fmt::format("the payload has {} bytes; the arrays cover {}", payload_.size(), covered));
    }
  }

  std::string_view file_;
  const std::string& where_;
  std::string_view payload_;
  std::vector<std::string> names_;
  std::vector<Extent> extents_;
};

}  // namespace

Safetensors from_safetensors(std::string_view bytes, const std::string& where, Checksum checksum) {
  return Reader(bytes, where).read(checksum);
}

SafetensorsHeader read_safetensors_header(const std::filesystem::path& path) {
  FileDescriptor file = open_regular_file(path);
  std::string bytes(layout::kLengthBytes, '\0');
  bytes.resize(file.read_up_to(bytes.data(), bytes.size()));
  if (bytes.size() == layout::kLengthBytes) {
    bytes.resize(layout::kLengthBytes + std::min(layout::header_length(bytes), layout::kLargestHeader));
    const std::size_t more = bytes.size() - layout::kLengthBytes;
    bytes.resize(layout::kLengthBytes + file.read_up_to(bytes.data() + layout::kLengthBytes, more));
  }
  return Reader(bytes, path.string()).read_header();
}

}  // namespace bnn
