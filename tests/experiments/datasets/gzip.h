#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace bnn {

/// The text as a gzip member, packed by zlib.
inline std::string gzip(const std::string& text) {
  z_stream packer{};
  if (deflateInit2(&packer, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib");
  }
  std::string packed(deflateBound(&packer, text.size()) + 64, '\0');
  packer.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  packer.avail_in = static_cast<uInt>(text.size());
  packer.next_out = reinterpret_cast<Bytef*>(packed.data());
  packer.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&packer, Z_FINISH);
  packed.resize(packer.total_out);
  deflateEnd(&packer);
  if (status != Z_STREAM_END) throw std::runtime_error("zlib");
  return packed;
}

}  // namespace bnn
