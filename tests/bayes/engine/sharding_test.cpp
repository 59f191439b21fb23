#include "bayes/engine/sharding.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace bayes {
namespace {

TEST(Sharding, GivenShardsAndDrawsWhenSplitThenEveryDrawSeesEveryImageOnce) {
  const Sharding sharding{/*shards=*/3, /*draws=*/2};
  std::vector<std::vector<int>> seen(2, std::vector<int>(10));
  std::set<std::int64_t> slots;

  for (std::int64_t i = 0; i < sharding.jobs(10); ++i) {
    const auto job = sharding.job(i, 10);
    slots.insert(job.slot);
    for (auto image = job.begin; image < job.end; ++image) ++seen[job.draw][image];
    EXPECT_EQ(job.is_first, job.begin == 0);
  }

  EXPECT_EQ(seen, (std::vector<std::vector<int>>(2, std::vector<int>(10, 1))));
  EXPECT_EQ(slots, (std::set<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Sharding, GivenFewerImagesThanShardsWhenSplitThenDrawsKeepTheirSlots) {
  const Sharding sharding{/*shards=*/3, /*draws=*/2, /*draw_per_shard=*/true};

  ASSERT_EQ(sharding.jobs(2), 4);
  EXPECT_EQ(sharding.job(2, 2).slot, 3);
  EXPECT_EQ(sharding.job(2, 2).draw, 3);
  EXPECT_EQ(sharding.different_draws(), 6);
}

TEST(Sharding, GivenAntitheticDrawsWhenAskedForTheirNoiseThenPairsShareASampleAndOneIsMirrored) {
  const Sharding sharding{1, 4, false, /*antithetic=*/true};
  const Draw::Key key{7, Stream::kTraining, 5, 0};

  for (std::int64_t draw = 0; draw < 4; ++draw) {
    EXPECT_EQ(sharding.key_of(key, draw).sample, static_cast<std::uint32_t>(draw / 2));
    EXPECT_EQ(sharding.key_of(key, draw).mirrored, draw % 2 == 1);
    EXPECT_EQ(sharding.key_of(key, draw).step, 5u);
  }
}

TEST(Sharding, GivenAnOddNumberOfDrawsWhenAntitheticThenItIsRefused) {
  EXPECT_THROW(require_pairs({/*shards=*/2, /*draws=*/1, /*draw_per_shard=*/false, /*antithetic=*/true}),
               Error);
  EXPECT_NO_THROW(require_pairs({2, 1, /*draw_per_shard=*/true, true}));
}

}  // namespace
}  // namespace bayes
