#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>
#include <istream>
#include <string>

namespace bnn {

/// Reads a stream's bytes as they are, or unpacked where it is gzip (its first bytes are 1f 8b).
///
/// Memory stays at 64 KiB whatever the stream unpacks to: who reads says how much it wants. Several gzip
/// members after each other count as one text, as RFC 1952 has it. Needs and checks length and CRC of every
/// member.
class DecompressingReader {
 public:
  /// `where` is what messages name, the path of the file. The stream outlives the reader.
  DecompressingReader(std::istream& stream, std::string where);
  ~DecompressingReader();
  DecompressingReader(const DecompressingReader&) = delete;
  DecompressingReader& operator=(const DecompressingReader&) = delete;

  /// Fills `bytes`; returns fewer than `size` only at the end.
  /// Throws `bayes::Error` (kData) where gzip data are damaged, cut off or followed by something else.
  std::size_t read(char* bytes, std::size_t size);

  /// How many bytes were handed out, unpacked.
  std::uint64_t offset() const { return offset_; }

 private:
  std::size_t unpack(char* bytes, std::size_t size);
  /// Reads on where the buffer is empty; false at the end of the stream.
  bool refill();
  [[noreturn]] void fail(const std::string& problem) const;

  std::istream& stream_;
  std::string where_;
  std::array<char, 1 << 16> buffer_{};
  std::uint64_t offset_ = 0;
  bool gzip_ = false;
  bool ended_ = false;
  z_stream
      unpacker_{};  ///< next_in, avail_in: what of the buffer is still to be taken, also where it is not gzip
};

}  // namespace bnn
