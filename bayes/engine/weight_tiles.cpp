#include "bayes/engine/weight_tiles.h"

namespace bayes {
namespace {

constexpr std::int64_t kTile = 1 << 15;  // weights whose gradient the second-level cache keeps
constexpr std::int64_t kJobs = 64;       // enough to even out threads, few enough to hand over

// Weights of a tile of whole rows: eight rows at a time, as that is fastest, and no more than leaves tiles
// for all jobs.
std::int64_t whole_rows(const torch::Tensor& weight) {
  const std::int64_t rows = weight.size(0), columns = weight.numel() / rows;
  return std::max<std::int64_t>(8, std::min(kTile / columns, rows / kJobs) / 8 * 8) * columns;
}

}  // namespace

WeightTiles::WeightTiles(const std::vector<Weight>& weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto& weight = weights[i].tensor;
    const std::int64_t count = weight.numel(), tile = weights[i].whole_rows ? whole_rows(weight) : kBlock;
    for (std::int64_t first = 0; first < count; first += tile) {
      tiles_.push_back({i, first, std::min(tile, count - first)});
    }
  }
  divide_into_jobs();
}

// Of about as many weights each.
void WeightTiles::divide_into_jobs() {
  std::int64_t all = 0, before = 0;
  for (const auto& tile : tiles_) all += tile.count;
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    if (before * kJobs >= all * static_cast<std::int64_t>(jobs_.size())) jobs_.push_back(i);
    before += tiles_[i].count;
  }
  jobs_.push_back(tiles_.size());
}

}  // namespace bayes
