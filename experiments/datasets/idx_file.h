#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>
#include <vector>

namespace bnn {

/// What an IDX file of bytes holds; the value is its number of dimensions.
enum class IdxKind : std::uint8_t {
  kLabels = 1,  ///< [N]; magic number 0x801
  kImages = 3,  ///< [N, height, width]; magic number 0x803
};

struct IdxArray {
  std::vector<std::int64_t> shape;
  std::vector<std::uint8_t> values;  ///< row-major; images: 0 background to 255 ink
  std::string sha256;                ///< of the whole file, unpacked: what `DataFile` has
};

/// What a file may declare at most, in bytes: 20 times MNIST.
constexpr std::uint64_t kLargestIdx = std::uint64_t{1} << 30;

/// Reads an IDX file, raw or gzip. Nothing in it is trusted: magic number, dimensions (none may be 0; product
/// without overflow, at most `kLargestIdx`), length to the byte. Memory stays below twice what the header
/// declares, and below twice what is there.
/// Throws `bayes::Error` (kData) with file, offset, what was expected and what was found.
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", file formats.
IdxArray read_idx(const std::filesystem::path& path, IdxKind kind);

/// The same from a stream; `where` is what messages name.
IdxArray read_idx(std::istream& stream, const std::string& where, IdxKind kind);

/// The shape alone, from the header. Throws likewise for what is wrong with that.
std::vector<std::int64_t> read_idx_shape(const std::filesystem::path& path, IdxKind kind);

}  // namespace bnn
