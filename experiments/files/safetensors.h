#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bnn {

/// An array as it lies in a file.
struct NamedArray {
  std::string name;                 ///< "conv1.weight.mu"; not "__metadata__"
  std::string dtype;                ///< F64, F32, F16, BF16, I64, U8 or BOOL
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::string bytes;                ///< row-major, little-endian; BOOL: one byte each, 0 or 1
};

struct Safetensors {
  std::map<std::string, std::string> metadata;  ///< without the checksum, which is the file's own
  std::vector<NamedArray> arrays;
};

enum class Checksum {
  kRequired,   ///< our own files: without a checksum they are damaged
  kIfPresent,  ///< files of other programs, which write none
};

/// The bytes of a safetensors file, which Python's `safetensors` opens too: 8 bytes with the length of the
/// header (little-endian), the header (JSON, padded with blanks to 8), the payload.
///
/// The format knows no checksum. Ours is metadata entry "sha256": SHA-256 of the whole file with the 64
/// digits of this entry's own value taken as 0, so that any changed byte, also in names or shapes, is found.
/// Throws `bayes::Error` (kUsage) where an array's bytes do not fit its shape and dtype, a name comes twice
/// or text is not UTF-8.
std::string to_safetensors(const Safetensors& content);

/// Reads what `to_safetensors` wrote, arrays in the same order. Nothing in `bytes` is trusted: length and
/// form of the header, names, dtypes, shapes (products without overflow), offsets (inside, no overlap, no
/// hole), checksum.
///   where   what messages name, the path of the file
/// Throws `bayes::Error` (kData) with what is wrong and where.
/// Source: github.com/huggingface/safetensors, section "Format".
Safetensors from_safetensors(std::string_view bytes, const std::string& where,
                             Checksum checksum = Checksum::kRequired);

/// What the header of a file says.
struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;  ///< with the checksum, which nobody has compared
  std::uint64_t bytes = 0;                      ///< that the whole file has
};

/// Reads the header and no array: little of a large file. Throws `bayes::Error` as `read_file`, and kData
/// where the header is not one.
SafetensorsHeader read_safetensors_header(const std::filesystem::path& path);

}  // namespace bnn
