#pragma once

#include <memory>
#include <nlohmann/json.hpp>

#include "bayes/engine/thread_pool.h"
#include "experiments/datasets/dataset.h"

namespace bnn {

/// Sets what makes LibTorch fast on small networks, to be called once, before any tensor: one intra-op thread
/// (work is spread over shards and draws instead), one BLAS thread, an allocator that keeps freed memory.
void prepare_environment();

/// A pool of `threads` threads (0: one a core), each with one intra-op thread.
std::unique_ptr<bayes::ThreadPool> make_pool(int threads);

/// What a run's numbers depend on beside its configuration: versions, BLAS, processor, threads, sums of the
/// data.
nlohmann::ordered_json describe_environment(const bayes::ThreadPool& pool, const Dataset& dataset);

}  // namespace bnn
