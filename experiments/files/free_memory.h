#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace bnn {

/// Memory that this process may still take, and what limits it.
struct FreeMemory {
  std::uint64_t bytes = 0;
  std::string
      limit;  ///< "memory of this machine", "limit of the control group", "limit on addresses (ulimit -v)"
};

/// The least of what the system has available, what the process's control group (version 1 or 2, with all
/// above it) leaves, and what RLIMIT_AS leaves. Pages of files that can be dropped count as free.
///   root   below which /proc and /sys lie
FreeMemory free_memory(const std::filesystem::path& root = "/");

/// Addresses that RLIMIT_AS (ulimit -v) leaves this process; nothing where there is no such limit. Stacks and
/// buffers take them long before they take memory.
///   root   below which /proc lies
std::optional<std::uint64_t> free_addresses(const std::filesystem::path& root = "/");

/// 1536000000 as "1.54 GB", 12000 as "12 kB".
std::string as_bytes(std::uint64_t bytes);

}  // namespace bnn
