#pragma once

#include <exception>
#include <optional>

#include "bayes/core/error.h"

namespace bnn {

/// `error` as an error of the program (kFailed), where it says that memory ran out: with the bytes that were
/// wanted, where they are known, and with what is free. Known are those of `operator new` and of training
/// (`bayes::NotAllocated`), and those of LibTorch's allocator, which has no type of its own for it, only its
/// message (the same in LibTorch 1.13 and 2.6).
std::optional<bayes::Error> memory_run_out(const std::exception& error);

/// Calls `work`. Memory that runs out in it is a `bayes::Error`, as `memory_run_out` has it.
template <class Work>
auto reporting_memory(const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    if (const auto failed = memory_run_out(error)) throw bayes::Error(*failed);
    throw;
  }
}

}  // namespace bnn
