#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

namespace bnn {

/// Bytes that LibTorch's allocator did not get, where that is what `error` is about: it has no type of its
/// own, only its message (the same in LibTorch 1.13 and 2.6).
std::optional<std::uint64_t> bytes_of_failed_tensor(const std::exception& error);

/// "memory ran out: 3.2 GB were wanted, 1.1 GB are free (limit of the control group)", with a way out.
///   wanted   0 where it is not known
std::string out_of_memory_message(std::uint64_t wanted);

}  // namespace bnn
