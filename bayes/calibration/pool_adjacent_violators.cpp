#include "bayes/calibration/pool_adjacent_violators.h"

#include <cstddef>

namespace bayes {
namespace {

struct Pool {
  double mean;
  double weight;
  std::size_t size;
};

}  // namespace

std::vector<double> pool_adjacent_violators(const std::vector<double>& values,
                                            const std::vector<double>& weights) {
  std::vector<Pool> pools;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Pool last{values[i], weights[i], 1};
    while (!pools.empty() && pools.back().mean >= last.mean) {
      const Pool& before = pools.back();
      const double weight = before.weight + last.weight;
      last = {(before.mean * before.weight + last.mean * last.weight) / weight, weight,
              before.size + last.size};
      pools.pop_back();
    }
    pools.push_back(last);
  }
  std::vector<double> fitted;
  for (const auto& pool : pools) fitted.insert(fitted.end(), pool.size, pool.mean);
  return fitted;
}

}  // namespace bayes
