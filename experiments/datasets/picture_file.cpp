#include "experiments/datasets/picture_file.h"

#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <string>

#include "bayes/core/error.h"
#include "experiments/datasets/idx_file.h"
#include "experiments/files/atomic_file.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace bnn {
namespace {

constexpr std::uint64_t kLargestPicture = 64u << 20;

bool is_picture(const std::string& bytes) {
  return bytes.rfind("\x89PNG", 0) == 0 || bytes.rfind("\xFF\xD8\xFF", 0) == 0;
}

[[noreturn]] void wrong_size(const std::filesystem::path& path, std::int64_t height, std::int64_t width,
                             std::int64_t expected_height, std::int64_t expected_width) {
  throw bayes::Error(
      fmt::format("the picture has {}x{} pixels", height, width), path.string(),
      fmt::format("scale it to {}x{}, which the run was trained on", expected_height, expected_width),
      bayes::Fault::kData);
}

torch::Tensor decode(const std::filesystem::path& path, const std::string& bytes,
                     std::int64_t expected_height, std::int64_t expected_width) {
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(bytes.data()), static_cast<int>(bytes.size()),
                            &width, &height, &channels, /*desired_channels=*/1),
      stbi_image_free);
  if (!pixels) {
    throw bayes::Error(std::string("the picture cannot be decoded: ") + stbi_failure_reason(), path.string(),
                       "see whether another program opens it", bayes::Fault::kData);
  }
  if (height != expected_height || width != expected_width) {
    wrong_size(path, height, width, expected_height, expected_width);
  }
  auto picture = torch::empty({1, 1, height, width}, torch::kUInt8);
  std::memcpy(picture.data_ptr<std::uint8_t>(), pixels.get(), static_cast<std::size_t>(picture.numel()));
  return picture;
}

}  // namespace

torch::Tensor read_pictures(const std::filesystem::path& path, std::int64_t height, std::int64_t width) {
  const auto bytes = read_file(path, kLargestPicture);
  if (is_picture(bytes)) return decode(path, bytes, height, width);
  const auto idx = read_idx(path, IdxKind::kImages);
  if (idx.shape[1] != height || idx.shape[2] != width)
    wrong_size(path, idx.shape[1], idx.shape[2], height, width);
  auto pictures = torch::empty({idx.shape[0], 1, height, width}, torch::kUInt8);
  std::memcpy(pictures.data_ptr<std::uint8_t>(), idx.values.data(), idx.values.size());
  return pictures;
}

}  // namespace bnn
