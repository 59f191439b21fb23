#pragma once

#include <memory>
#include <string>

#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// Sets what makes LibTorch fast on small networks, to be called once, before any tensor: one intra-op thread
/// and one BLAS thread (work is spread over shards and draws instead), and an allocator that keeps freed
/// memory.
void prepare_process();

/// Threads that LibTorch's operators and OpenBLAS use in the calling thread.
void set_intra_op_threads(int threads);

/// A pool whose threads have one intra-op thread each; the calling thread keeps what it has. Throws `Error`
/// where threads < 1.
std::unique_ptr<ThreadPool> make_pool(int threads);

/// What OpenBLAS says about its build, and the processor whose kernels it took ("SkylakeX"). Empty where
/// another BLAS is loaded.
std::string openblas_config();
std::string openblas_kernels();

}  // namespace bayes
