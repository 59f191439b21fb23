#include "experiments/datasets/idx_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>

#include "bayes/core/error.h"
#include "experiments/datasets/decompressing_reader.h"
#include "experiments/files/file_descriptor.h"
#include "experiments/files/regular_file.h"
#include "experiments/files/sha256.h"

namespace bnn {
namespace {

constexpr std::size_t kNumberBytes = 4;
constexpr std::uint64_t kPiece = 1 << 16;

class IdxReader {
 public:
  IdxReader(std::istream& stream, const std::string& where, IdxKind kind)
      : reader_(stream, where), where_(where), dimensions_(static_cast<std::uint32_t>(kind)) {}

  std::vector<std::int64_t> shape() {
    read_header();
    std::vector<std::int64_t> shape;
    read_shape(shape);
    return shape;
  }

  IdxArray read() {
    read_header();
    IdxArray array;
    const std::uint64_t size = read_shape(array.shape);
    read_values(size, array.values);
    const std::string_view values(reinterpret_cast<const char*>(array.values.data()), array.values.size());
    array.sha256 = sha256_hex({header_, values});
    return array;
  }

 private:
  [[noreturn]] void fail(const std::string& problem, std::uint64_t offset) const {
    throw bayes::Error(problem, fmt::format("{}, byte {}", where_, offset),
                       "get the file again (`bnn data fetch`)", bayes::Fault::kData);
  }

  void read_header() {
    header_.resize(kNumberBytes * (1 + dimensions_));
    header_.resize(reader_.read(header_.data(), header_.size()));
    if (header_.size() < kNumberBytes) {
      fail(fmt::format("the file has {} bytes, not even a magic number", header_.size()), 0);
    }
    const std::uint32_t expected = 0x800 + dimensions_;
    if (number(0) != expected) {
      const char* guess = header_[0] == '<'    ? ": this looks like a web page"
                          : number(0) == 0x801 ? ": these are labels, not images"
                          : number(0) == 0x803 ? ": these are images, not labels"
                                               : "";
      fail(fmt::format("magic number {:#010x} instead of {:#010x}{}", number(0), expected, guess), 0);
    }
    const std::size_t size = kNumberBytes * (1 + dimensions_);
    if (header_.size() < size) {
      fail(fmt::format("the file ends in its header of {} bytes", size), header_.size());
    }
  }

  /// Big-endian number `index` of the header.
  std::uint32_t number(std::size_t index) const {
    std::uint32_t value = 0;
    for (std::size_t byte = 0; byte < kNumberBytes; ++byte) {
      value = value << 8 | static_cast<unsigned char>(header_[kNumberBytes * index + byte]);
    }
    return value;
  }

  std::uint64_t read_shape(std::vector<std::int64_t>& shape) const {
    std::uint64_t size = 1;
    for (std::size_t index = 1; index <= dimensions_; ++index) {
      const std::uint32_t dimension = number(index);
      shape.push_back(dimension);
      if (dimension == 0)
        fail(fmt::format("dimension {} is 0: the file holds nothing", index), kNumberBytes * index);
      // Cannot wrap: size is at most 2^30 here and a dimension below 2^32.
      size *= dimension;
      if (size > kLargestIdx) {
        fail(
            fmt::format("the dimensions {} declare more than {} bytes", fmt::join(shape, " × "), kLargestIdx),
            kNumberBytes * index);
      }
    }
    return size;
  }

  void read_values(std::uint64_t size, std::vector<std::uint8_t>& values) {
    // Grows with what is really there: a header alone makes nobody allocate a gigabyte.
    while (values.size() < size) {
      const std::size_t before = values.size();
      const std::uint64_t after = std::min(size, before + std::max<std::uint64_t>(kPiece, before));
      values.reserve(after);
      values.resize(after);
      const std::size_t got = reader_.read(reinterpret_cast<char*>(values.data()) + before, after - before);
      if (before + got < after) {
        fail(fmt::format("the file ends after {} values; {} are declared", before + got, size),
             reader_.offset());
      }
    }
    char more = 0;
    if (reader_.read(&more, 1) != 0) {
      fail(fmt::format("bytes follow the {} declared values", size), reader_.offset() - 1);
    }
  }

  DecompressingReader reader_;
  const std::string& where_;
  std::uint32_t dimensions_;
  std::string header_;
};

std::ifstream open_data_file(const std::filesystem::path& path) {
  require_data_file(path);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw_system_error(errno, "open the data file", path, bayes::Fault::kData);
  return stream;
}

}  // namespace

IdxArray read_idx(std::istream& stream, const std::string& where, IdxKind kind) {
  return IdxReader(stream, where, kind).read();
}

IdxArray read_idx(const std::filesystem::path& path, IdxKind kind) {
  auto stream = open_data_file(path);
  return read_idx(stream, path.string(), kind);
}

std::vector<std::int64_t> read_idx_shape(const std::filesystem::path& path, IdxKind kind) {
  auto stream = open_data_file(path);
  return IdxReader(stream, path.string(), kind).shape();
}

}  // namespace bnn
