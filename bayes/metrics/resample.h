#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace bayes {

/// How often each example counts, [N]: 1 each for the examples as they are; in a bootstrap resample 0, 1, 2,
/// …
using ExampleCounts = std::vector<std::int32_t>;

/// Examples that count so often, and what several metrics sum up over them: once for all. For one thread.
class Resample {
 public:
  Resample(ExampleCounts counts);  // NOLINT(google-explicit-constructor): metrics take plain counts too

  const ExampleCounts& counts() const { return counts_; }
  /// How many examples count.
  std::int64_t total() const { return total_; }

  /// part.sums(counts()), computed at the first call; the part must outlive this.
  template <class Part>
  const auto& sums(const Part& part) const {
    using Sums = decltype(part.sums(counts_));
    auto& known = known_[&part];
    if (!known) known = std::make_shared<const Sums>(part.sums(counts_));
    return *static_cast<const Sums*>(known.get());
  }

 private:
  ExampleCounts counts_;
  std::int64_t total_;
  mutable std::map<const void*, std::shared_ptr<const void>> known_;  // by part
};

}  // namespace bayes
