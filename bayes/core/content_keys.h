#pragma once

#include <torch/types.h>

namespace bayes {

/// A key of each example [N, …] by what it holds: [N], int64, in [0, 2^32), on the CPU. Equal examples have
/// equal keys wherever they stand; a `Draw` of these keys gives them the same noise.
///
/// A hash of the bytes of the example, its sizes and its type. With 32 bits some two of 10,000 examples share
/// a key with a probability of 1 %, of 60,000 one of 34 %: these two then share their noise, as the images of
/// a batch share a draw of the weights, and nothing else. The same on every little-endian machine. Not
/// for telling forgeries: whoever wants two examples of one key can make them.
/// Source: the finaliser of SplitMix64 (Steele, Lea and Flood 2014), chained over words of 8 bytes.
torch::Tensor content_keys(const torch::Tensor& examples);

}  // namespace bayes
