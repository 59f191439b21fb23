#pragma once

#include <filesystem>

namespace support {

constexpr int kSmallTraining = 400;
constexpr int kSmallTest = 100;

/// Writes `<data_folder>/mnist` with the four IDX files of a data set that is small and can be learnt: side x
/// side pixels, ten classes, each a pattern of 4x4 blocks under noise. The same bytes in every call. The list
/// of their sums says that they are meant.
void write_small_data(const std::filesystem::path& data_folder, int side = 28);

/// The list of sums of the files that lie in a folder, as `sha256sum * > SHA256SUMS` writes it.
void write_own_sums(const std::filesystem::path& folder);

}  // namespace support
