#include "tests/support/small_data.h"

#include <random>
#include <string>

#include "experiments/datasets/file_sums.h"
#include "experiments/files/sha256.h"
#include "tests/experiments/files/temporary_folder.h"

namespace support {
namespace {

constexpr int kBlock = 4;
constexpr int kClasses = 10;

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xFF);
  return bytes;
}

// Whether the block of this class is light. From bits of a hash (Knuth's multiplier), so that classes differ.
bool is_light(int label, int row, int column) {
  const auto place = static_cast<std::uint32_t>(label * 49 + row / kBlock * 7 + column / kBlock + 1);
  return ((place * 2654435761u) >> 16 & 1u) != 0;
}

void write_split(const std::filesystem::path& folder, const std::string& name, int count, int side,
                 unsigned int seed) {
  std::mt19937 noise(seed);  // its raw numbers are the same everywhere, unlike those of the distributions
  std::string images = big_endian(0x803) + big_endian(count) + big_endian(side) + big_endian(side);
  std::string labels = big_endian(0x801) + big_endian(count);
  for (int i = 0; i < count; ++i) {
    const int label = i % kClasses;
    labels += static_cast<char>(label);
    for (int pixel = 0; pixel < side * side; ++pixel) {
      const unsigned int light = is_light(label, pixel / side, pixel % side) ? 90 : 0;
      images += static_cast<char>(light + noise() % 160);
    }
  }
  bnn::put(folder / (name + "-images-idx3-ubyte"), images);
  bnn::put(folder / (name + "-labels-idx1-ubyte"), labels);
}

}  // namespace

void write_own_sums(const std::filesystem::path& folder) {
  std::string sums;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const auto name = file.path().filename().string();
    if (name != bnn::kOwnSums) sums += bnn::sha256_hex({bnn::slurp(file.path())}) + "  " + name + "\n";
  }
  bnn::put(folder / bnn::kOwnSums, sums);
}

void write_small_data(const std::filesystem::path& data_folder, int side) {
  const auto folder = data_folder / "mnist";
  std::filesystem::create_directories(folder);
  write_split(folder, "train", kSmallTraining, side, /*seed=*/1);
  write_split(folder, "t10k", kSmallTest, side, /*seed=*/2);
  write_own_sums(folder);
}

}  // namespace support
