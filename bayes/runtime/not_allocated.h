#pragma once

#include <cstddef>
#include <new>

namespace bayes {

/// `std::bad_alloc` that says how many bytes were wanted.
struct NotAllocated : std::bad_alloc {
  explicit NotAllocated(std::size_t wanted) : bytes(wanted) {}
  std::size_t bytes;
};

}  // namespace bayes
