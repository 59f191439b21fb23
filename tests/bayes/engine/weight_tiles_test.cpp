#include "bayes/engine/weight_tiles.h"

#include <gtest/gtest.h>

#include <vector>

namespace bayes {
namespace {

TEST(WeightTiles, GivenWeightsOfAllSizesWhenGoneThroughThenEveryWeightHasOneTurn) {
  const std::vector<torch::Tensor> turns{torch::zeros({300, 225}), torch::zeros({3, 700}), torch::zeros({1}),
                                         torch::zeros({0}), torch::zeros({10, 50000})};
  const WeightTiles tiles(
      {{turns[0], true}, {turns[1], false}, {turns[2], false}, {turns[3], false}, {turns[4], true}});
  std::vector<int> tile_turns(tiles.count());
  ThreadPool pool(3);

  tiles.for_each(pool, [&](std::size_t i, const WeightPart& tile) {
    ++tile_turns[i];
    for_each_block(tile, [&](const WeightPart& block) {
      EXPECT_LE(block.count, WeightTiles::kBlock);
      EXPECT_EQ(block.first % 4, 0);
      float* weights = turns[block.weight].data_ptr<float>() + block.first;
      for (std::int64_t e = 0; e < block.count; ++e) weights[e] += 1.0f;
    });
  });

  for (const auto& each : turns) EXPECT_TRUE(each.eq(1.0f).all().item<bool>());
  EXPECT_EQ(tile_turns, std::vector<int>(tiles.count(), 1));
}

TEST(WeightTiles, GivenWholeRowsWhenGoneThroughThenTilesBeginAndEndWithRows) {
  const WeightTiles tiles({{torch::zeros({300, 225}), true}});
  ThreadPool pool(1);

  tiles.for_each(pool, [&](std::size_t, const WeightPart& tile) {
    EXPECT_EQ(tile.first % 225, 0);
    EXPECT_EQ(tile.count % 225, 0);
  });
}

}  // namespace
}  // namespace bayes
