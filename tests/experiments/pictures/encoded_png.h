#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>

namespace bnn {

/// A number as PNG has it: 32 bits, big-endian.
inline std::string big_endian(std::uint64_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(data.size()) + body + big_endian(sum);
}

inline std::string deflated(const std::string& bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string packed(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
             bytes.size());
  packed.resize(size);
  return packed;
}

/// How PNG stores pixels (ISO/IEC 15948, table 11.1).
struct PngForm {
  int bits = 8;
  int colour = 0;  ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  bool interlaced = false;
};

/// A PNG file made by hand after ISO/IEC 15948.
///   rows    as they are before compression: a filter byte (0) before each row
///   before  chunks before the pixels
inline std::string png_file(std::uint32_t width, std::uint32_t height, PngForm form, const std::string& rows,
                            const std::string& before = "") {
  std::string header = big_endian(width) + big_endian(height);
  header +=
      {static_cast<char>(form.bits), static_cast<char>(form.colour), 0, 0, form.interlaced ? '\1' : '\0'};
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + before + png_chunk("IDAT", deflated(rows)) +
         png_chunk("IEND", "");
}

}  // namespace bnn
