#pragma once

#include <vector>

namespace bayes {

/// The values that never fall and are nearest to `values`: they minimise sum of weights[i] (fitted[i] -
/// values[i])^2. [n], n >= 0; weights > 0. Neighbours that would fall are pooled at their weighted mean, in
/// one pass.
/// Source: Ayer et al. 1955 (pool adjacent violators).
std::vector<double> pool_adjacent_violators(const std::vector<double>& values,
                                            const std::vector<double>& weights);

}  // namespace bayes
