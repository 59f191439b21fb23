#include "experiments/datasets/decompressing_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "bayes/core/error.h"

namespace bnn {

DecompressingReader::DecompressingReader(std::istream& stream, std::string where)
    : stream_(stream), where_(std::move(where)) {
  gzip_ = refill() && unpacker_.avail_in >= 2 && buffer_[0] == '\x1f' && buffer_[1] == '\x8b';
  // 16: gzip with its CRC, and nothing else.
  if (gzip_ && inflateInit2(&unpacker_, 16 + MAX_WBITS) != Z_OK) fail("zlib has no memory");
}

DecompressingReader::~DecompressingReader() {
  if (gzip_) inflateEnd(&unpacker_);
}

std::size_t DecompressingReader::read(char* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size && !ended_) {
    if (gzip_) {
      done += unpack(bytes + done, size - done);
    } else if (refill()) {
      const std::size_t piece = std::min<std::size_t>(size - done, unpacker_.avail_in);
      std::copy_n(unpacker_.next_in, piece, bytes + done);
      unpacker_.next_in += piece;
      unpacker_.avail_in -= static_cast<unsigned int>(piece);
      done += piece;
    } else {
      ended_ = true;
    }
  }
  offset_ += done;
  return done;
}

std::size_t DecompressingReader::unpack(char* bytes, std::size_t size) {
  if (!refill()) fail("gzip data are cut off");
  constexpr std::size_t kMost = std::numeric_limits<unsigned int>::max();
  const auto room = static_cast<unsigned int>(std::min(size, kMost));
  unpacker_.next_out = reinterpret_cast<Bytef*>(bytes);
  unpacker_.avail_out = room;
  const int status = inflate(&unpacker_, Z_NO_FLUSH);
  if (status == Z_STREAM_END) {
    if (!refill()) {
      ended_ = true;
    } else if (*unpacker_.next_in != 0x1f || inflateReset(&unpacker_) != Z_OK) {
      fail("bytes follow the gzip data");
    }
  } else if (status != Z_OK) {
    fail(
        fmt::format("gzip data are damaged ({})", unpacker_.msg != nullptr ? unpacker_.msg : zError(status)));
  }
  return room - unpacker_.avail_out;
}

bool DecompressingReader::refill() {
  if (unpacker_.avail_in > 0) return true;
  stream_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  if (stream_.bad()) fail("the disk cannot read on");
  unpacker_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
  unpacker_.avail_in = static_cast<unsigned int>(stream_.gcount());
  return unpacker_.avail_in > 0;
}

void DecompressingReader::fail(const std::string& problem) const {
  throw bayes::Error(problem, fmt::format("{}, after {} unpacked bytes", where_, offset_),
                     "get the file again (`bnn data fetch`)", bayes::Fault::kData);
}

}  // namespace bnn
