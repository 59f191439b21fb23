#pragma once

#include <functional>

namespace benchmarks {

/// The most memory that this process holds while it works, above what it held before, in bytes. What the
/// allocator keeps from earlier work is handed back first. Throws `bayes::Error` where the system does not
/// tell.
double peak_memory(const std::function<void()>& work);

}  // namespace benchmarks
