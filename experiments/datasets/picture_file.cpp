#include "experiments/datasets/picture_file.h"

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/datasets/idx_file.h"
#include "experiments/files/atomic_file.h"
#include "experiments/pictures/picture_format.h"
#include "experiments/pictures/plane.h"
#include "experiments/pictures/prepared_picture.h"

namespace bnn {
namespace {

constexpr std::uint64_t kLargestFile = 64u << 20;
constexpr std::int64_t kShownSide = 112;

void require_size(std::int64_t height, std::int64_t width, const PictureReading& reading,
                  const std::string& where) {
  if (reading.prepare || (height == reading.height && width == reading.width)) return;
  throw bayes::Error(
      fmt::format("the picture has {} x {} pixels (width x height)", width, height), where,
      fmt::format(
          "--prepare makes it {0} x {1} as MNIST's pictures were made, or scale it to {0} x {1}, which "
          "the run was trained on",
          reading.width, reading.height),
      bayes::Fault::kData);
}

// By the first bytes: IDX, or gzip around it.
bool may_be_idx(std::string_view bytes) {
  return bytes.substr(0, 3) == std::string_view("\0\0\x08", 3) || bytes.substr(0, 2) == "\x1f\x8b";
}

// Gathers pictures of a file.
class Gatherer {
 public:
  Gatherer(const PictureReading& reading, std::int64_t count, const std::string& where)
      : reading_(reading), where_(where) {
    file_.pixels = torch::empty({count, 1, reading.height, reading.width}, torch::kUInt8);
  }

  void add(const Picture& grey) {
    if (!reading_.prepare) {
      put(grey);
      return;
    }
    put(prepare_picture(grey, reading_.height, reading_.width, where_));
    file_.originals.push_back(to_picture(scaled_to_fit(grey, kShownSide)));
  }

  PictureFile file() && { return std::move(file_); }

 private:
  void put(const Picture& picture) {
    std::memcpy(file_.pixels[next_++].data_ptr<std::uint8_t>(), picture.pixels.data(), picture.size());
  }

  const PictureReading& reading_;
  const std::string& where_;
  PictureFile file_;
  std::int64_t next_ = 0;
};

}  // namespace

PictureFile read_pictures(const std::filesystem::path& path, const PictureReading& reading) {
  const auto where = path.string();
  const auto bytes = read_file(path, kLargestFile);
  if (!may_be_idx(bytes)) {
    const auto picture = decode_picture(bytes, where);
    require_size(picture.height, picture.width, reading, where);
    Gatherer gatherer(reading, 1, where);
    gatherer.add(to_grey(picture, reading.background));
    return std::move(gatherer).file();
  }
  const auto idx = read_idx(path, IdxKind::kImages);
  require_size(idx.shape[1], idx.shape[2], reading, where);
  Gatherer gatherer(reading, idx.shape[0], where);
  Picture picture{idx.shape[1], idx.shape[2], 1, {}};
  for (auto from = idx.values.begin(); from != idx.values.end();
       from += static_cast<std::ptrdiff_t>(picture.size())) {
    picture.pixels.assign(from, from + static_cast<std::ptrdiff_t>(picture.size()));
    gatherer.add(picture);
  }
  return std::move(gatherer).file();
}

}  // namespace bnn
