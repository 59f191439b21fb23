#include "bayes/metrics/resample.h"

#include <numeric>

namespace bayes {

Resample::Resample(ExampleCounts counts)
    : counts_(std::move(counts)), total_(std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0})) {}

}  // namespace bayes
