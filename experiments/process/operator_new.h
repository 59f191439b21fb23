#pragma once

#include <cstddef>

namespace bnn {

/// Bytes that `operator new` was asked for when it last failed; 0 where it did not, or under a sanitizer,
/// which has its own. `std::bad_alloc` does not say.
std::size_t bytes_not_allocated();

}  // namespace bnn
