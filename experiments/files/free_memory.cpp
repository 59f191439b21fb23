#include "experiments/files/free_memory.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace bnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

// The first number of a file; empty where there is none ("max").
std::optional<std::uint64_t> number_in(const fs::path& path) {
  std::ifstream stream(path);
  std::uint64_t number = 0;
  return stream >> number ? std::optional(number) : std::nullopt;
}

// The number behind `name` in a file of names and numbers; 0 where it is not there.
std::uint64_t number_behind(const std::string& name, const fs::path& path) {
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string first;
    std::uint64_t number = 0;
    if (words >> first >> number && first == name) return number;
  }
  return 0;
}

std::uint64_t available(const fs::path& root) {
  const auto kilobytes = number_behind("MemAvailable:", root / "proc/meminfo");
  return kilobytes > 0 ? kilobytes * 1024 : kUnknown;
}

// What a group and those above it leave, in the hierarchy that is mounted at `mount`.
std::uint64_t left_by_groups(const fs::path& mount, const std::string& group, const char* most,
                             const char* used, const char* dropped) {
  std::uint64_t left = kUnknown;
  fs::path folder = mount / fs::path(group).relative_path();
  while (true) {
    const auto limit = number_in(folder / most), taken = number_in(folder / used);
    if (limit && taken) {
      const auto kept = *taken - std::min(*taken, number_behind(dropped, folder / "memory.stat"));
      left = std::min(left, *limit - std::min(*limit, kept));
    }
    if (folder == mount || !folder.has_relative_path()) return left;
    folder = folder.parent_path();
  }
}

std::uint64_t left_by_control_group(const fs::path& root) {
  std::uint64_t left = kUnknown;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "0::/user.slice", "9:memory:/docker/1f"
    const auto controller = line.find(':'), path = line.find(':', controller + 1);
    if (controller == std::string::npos || path == std::string::npos) continue;
    const auto controllers = line.substr(controller + 1, path - controller - 1);
    // Within a container the group's path is that outside, and its files lie at the mount.
    for (const std::string& group : {line.substr(path + 1), std::string("/")}) {
      if (controllers.empty()) {
        left = std::min(left, left_by_groups(root / "sys/fs/cgroup", group, "memory.max", "memory.current",
                                             "inactive_file"));
      } else if (controllers == "memory") {
        left = std::min(left, left_by_groups(root / "sys/fs/cgroup/memory", group, "memory.limit_in_bytes",
                                             "memory.usage_in_bytes", "total_inactive_file"));
      }
    }
  }
  return left;
}

// What the allocator keeps of what was freed: mapped, and there for the next that asks.
std::uint64_t freed_bytes() { return ::mallinfo2().fordblks; }

}  // namespace

std::optional<std::uint64_t> free_addresses(const fs::path& root) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  const auto pages = number_in(root / "proc/self/statm").value_or(0);
  const auto mapped = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, mapped - std::min(mapped, freed_bytes()));
}

FreeMemory free_memory(const fs::path& root) {
  ::malloc_trim(0);  // what this process has freed goes back first
  FreeMemory least{available(root), "memory of this machine"};
  for (const auto& [bytes, limit] :
       {FreeMemory{left_by_control_group(root), "limit of the control group"},
        FreeMemory{free_addresses(root).value_or(kUnknown), "limit on addresses (ulimit -v)"}}) {
    if (bytes < least.bytes) least = {bytes, limit};
  }
  return least;
}

std::string as_bytes(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.5; ++unit) value /= 1000.0;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.3g} {}", value, kUnits[unit]);
}

}  // namespace bnn
