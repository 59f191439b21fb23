#pragma once

#include <cstdint>
#include <functional>

namespace bayes {

/// Does job(0), …, job(jobs - 1), in any order and on any threads: what a caller with a thread pool gives to
/// metrics that are many independent sums.
using RunJobs = std::function<void(std::int64_t jobs, const std::function<void(std::int64_t job)>& job)>;

/// One after the other, on the calling thread.
inline void run_in_order(std::int64_t jobs, const std::function<void(std::int64_t job)>& job) {
  for (std::int64_t i = 0; i < jobs; ++i) job(i);
}

}  // namespace bayes
