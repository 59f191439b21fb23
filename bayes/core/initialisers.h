#pragma once

#include <mutex>

namespace bayes {

/// LibTorch's initialisers draw from one generator, which all threads share. Who makes modules while other
/// threads may do so too holds this lock: the weights made after `torch::manual_seed` are then a function of
/// the seed. One thread may hold it several times.
[[nodiscard]] std::unique_lock<std::recursive_mutex> lock_initialisers();

}  // namespace bayes
