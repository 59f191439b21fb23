#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "bayes/kernels/instruction_set.h"
#include "bayes/runtime/thread_pool.h"
#include "experiments/datasets/dataset.h"

namespace bnn {

/// `bayes::prepare_process`, to be called once, before any tensor, and the BLAS kernels that fit the
/// processor. Those can be chosen only before BLAS is loaded: where they are wrong, the program starts itself
/// once more, with `arguments`.
void prepare_environment(char** arguments);

/// What OPENBLAS_CORETYPE should be where OpenBLAS took kernels of half the processor's width, as it does on
/// processors newer than itself; empty where it is right. core: as `openblas_get_corename` gives it.
std::string better_blas_kernels(const std::string& core, bayes::kernels::InstructionSet set);

/// As the system and the BLAS library call themselves.
std::string processor_name();
std::string blas_name();

/// A pool of `threads` threads (0: one a core), each with one intra-op thread. Throws `bayes::Error`
/// (kFailed) where a limit on addresses (ulimit -v) leaves them no room, or the system starts fewer.
///   root  below which /proc lies
std::unique_ptr<bayes::ThreadPool> make_pool(int threads, const std::filesystem::path& root = "/");

/// What a run's numbers depend on beside its configuration: versions, BLAS, processor, threads, sums of the
/// data.
nlohmann::ordered_json describe_environment(const bayes::ThreadPool& pool, const Dataset& dataset);

/// Throws `bayes::Error` where a run that is resumed would go on with other data or other weights to start
/// from than it began with. Sums that either lacks are not compared.
///   began  environment.json of the run
///   now    as `describe_environment` gives it, with "start_sha256" where there is such a file
void require_same_inputs(const nlohmann::ordered_json& began, const nlohmann::ordered_json& now);

}  // namespace bnn
