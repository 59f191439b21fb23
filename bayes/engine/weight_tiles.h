#pragma once

#include <torch/types.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// Weights [first, first + count) of one of several weight tensors.
struct WeightPart {
  std::size_t weight;
  std::int64_t first, count;
};

/// How a pass over all weights of a network goes through them: in tiles, the order of which is fixed, and
/// each tile in blocks. Sizes alone define both; threads only execute them.
class WeightTiles {
 public:
  /// Weights of a block, whose every stream fits the first-level cache together. A multiple of 4, as noise
  /// wants it.
  static constexpr std::int64_t kBlock = 512;

  struct Weight {
    torch::Tensor tensor;
    bool whole_rows;  ///< whether a tile is whole rows, as many as fit the second-level cache; else a block
  };
  explicit WeightTiles(const std::vector<Weight>& weights);

  std::size_t count() const { return tiles_.size(); }
  /// Calls work(i, tile) for the i-th tile, for all i, in jobs for the pool.
  template <class Work>
  void for_each(ThreadPool& pool, const Work& work) const {
    pool.run(static_cast<std::int64_t>(jobs_.size()) - 1, [&](std::int64_t job) {
      for (std::size_t i = jobs_[job]; i < jobs_[job + 1]; ++i) work(i, tiles_[i]);
    });
  }

 private:
  void divide_into_jobs();

  std::vector<WeightPart> tiles_;
  std::vector<std::size_t> jobs_;  // the first tile of each, and the end of the last
};

/// Calls work(block) for the blocks of a tile, in their order.
template <class Work>
void for_each_block(const WeightPart& tile, const Work& work) {
  const std::int64_t end = tile.first + tile.count;
  for (std::int64_t first = tile.first; first < end; first += WeightTiles::kBlock) {
    work(WeightPart{tile.weight, first, std::min(WeightTiles::kBlock, end - first)});
  }
}

}  // namespace bayes
