#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bayes {

/// How a step's batch is split into jobs: into parts, the shards, and that once for each draw of the weights.
/// It defines the arithmetic; threads only execute it.
struct Sharding {
  std::int64_t shards = 1;
  std::int64_t draws = 1;       ///< of the whole batch, over which objective and gradient are means
  bool draw_per_shard = false;  ///< every shard of every draw has weights of its own
  bool antithetic = false;      ///< draws 2k and 2k + 1 are mirror images

  /// One forward and backward pass: examples [begin, end) of the batch.
  struct Job {
    std::int64_t slot;  ///< its place among all that there can be, in [0, slots())
    std::int64_t draw;  ///< which weights it sees, in [0, different_draws())
    std::int64_t begin, end;
    bool is_first;  ///< of its pass over the batch: the one that carries the KL
  };

  std::int64_t slots() const { return shards * draws; }
  std::int64_t different_draws() const { return draw_per_shard ? slots() : draws; }
  std::int64_t draw_of(std::int64_t slot) const { return draw_per_shard ? slot : slot / shards; }
  /// A batch of fewer examples than shards has a part for each example.
  std::int64_t parts(std::int64_t batch) const { return std::min(shards, batch); }
  std::int64_t jobs(std::int64_t batch) const { return parts(batch) * draws; }

  Job job(std::int64_t i, std::int64_t batch) const {
    const std::int64_t count = parts(batch), pass = i / count, part = i % count;
    const std::int64_t slot = pass * shards + part;
    return {slot, draw_of(slot), batch * part / count, batch * (part + 1) / count, part == 0};
  }

  /// Which noise the weights of a draw are made of.
  std::uint32_t sample_of(std::int64_t draw) const {
    return static_cast<std::uint32_t>(antithetic ? draw / 2 : draw);
  }
  bool is_mirrored(std::int64_t draw) const { return antithetic && draw % 2 == 1; }
  Draw::Key key_of(Draw::Key key, std::int64_t draw) const {
    key.sample = sample_of(draw);
    key.mirrored = is_mirrored(draw);
    return key;
  }
};

/// Throws `Error` where antithetic draws do not make pairs.
inline void require_pairs(const Sharding& sharding) {
  if (!sharding.antithetic || sharding.different_draws() % 2 == 0) return;
  throw Error("antithetic draws come in pairs, and a step has " + std::to_string(sharding.different_draws()),
              "training.antithetic",
              "set training.draws to an even number, or training.draw_per_shard to true");
}

}  // namespace bayes
