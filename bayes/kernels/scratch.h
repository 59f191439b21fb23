#pragma once

#include <cstdint>

namespace bayes::kernels {

/// Memory for `floats` values at least, on a 64-byte boundary: this thread's own, kept and grown from call to
/// call, and valid until the next call on this thread. The contents are undefined. Throws `std::bad_alloc`.
float* scratch(std::int64_t floats);

}  // namespace bayes::kernels
