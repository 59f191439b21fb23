#pragma once

#include "bayes/core/state.h"

namespace bnn {

/// The state in a form whose file is small where most of a tensor is one value: 0, or -inf as the rho of
/// removed weights. Each such tensor "T" of at least 64 numbers, half of them or more that value, is stored
/// as
///
///   T.sparse.shape    int64 [dimensions]
///   T.sparse.fill     [1], that value
///   T.sparse.present  uint8 [ceil(n / 8)]: a bit for each number, row-major, the highest bit first; 1 where
///                     it differs from the fill (NumPy: `np.unpackbits(present, count=n)`)
///   T.sparse.values   [number of ones], in their order
///
/// and all others as they are. At 90 % of zeros this takes 1/8 + 0.1 * 4 bytes a weight instead of 4.
bayes::State to_sparse(const bayes::State& state);

/// The same state to the bit, from either form. Throws `bayes::Error` (kData) where the four tensors do not
/// fit each other.
bayes::State from_sparse(const bayes::State& state);

}  // namespace bnn
