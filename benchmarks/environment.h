#pragma once

#include <nlohmann/json.hpp>

namespace benchmarks {

/// What `bnn` sets for itself too, for everything that is measured: one intra-op thread, one BLAS thread, an
/// allocator that keeps freed memory. To be called once, before any tensor.
void prepare_environment();

/// Threads that LibTorch's operators and its BLAS use in the calling thread.
void set_libtorch_threads(int threads);

/// Versions, BLAS and instruction sets, as far as a process knows them.
nlohmann::ordered_json describe_environment();

}  // namespace benchmarks
