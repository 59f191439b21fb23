#include "experiments/files/free_memory.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>

#include <cstdlib>

#include "tests/experiments/files/temporary_folder.h"
#include "tests/support/sanitized.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

/// A machine with 8 GB of memory, of which 2 GB are available.
void write_machine(const fs::path& root, const std::string& groups) {
  fs::create_directories(root / "proc/self");
  put(root / "proc/meminfo", "MemTotal:        8000000 kB\nMemFree: 100 kB\nMemAvailable:    2000000 kB\n");
  put(root / "proc/self/cgroup", groups);
  put(root / "proc/self/statm", "100000 5000 0 0 0 0 0\n");
}

void write_group(const fs::path& folder, const std::string& most, const std::string& used,
                 const std::string& dropped) {
  fs::create_directories(folder);
  put(folder / "memory.max", most);
  put(folder / "memory.current", used);
  put(folder / "memory.stat", "anon 5\ninactive_file " + dropped + "\n");
}

TEST(FreeMemory, GivenNoGroupsWhenAskedThenItIsWhatTheSystemHasAvailable) {
  const TemporaryFolder folder;
  write_machine(folder.path, "0::/\n");

  EXPECT_EQ(free_memory(folder.path).bytes, 2'048'000'000u);  // by hand: 2,000,000 times 1,024
  EXPECT_EQ(free_memory(folder.path).limit, "memory of this machine");
}

TEST(FreeMemory, GivenGroupsWithinGroupsWhenAskedThenTheTightestCounts) {
  const TemporaryFolder folder;
  write_machine(folder.path, "0::/slurm/job\n");
  write_group(folder.path / "sys/fs/cgroup/slurm/job", "max\n", "500000000\n", "0");
  write_group(folder.path / "sys/fs/cgroup/slurm", "1000000000\n", "900000000\n", "300000000");

  // By hand: 1,000 MB less 900 MB, of which 300 MB are pages of files that can go.
  EXPECT_EQ(free_memory(folder.path).bytes, 400'000'000u);
  EXPECT_EQ(free_memory(folder.path).limit, "limit of the control group");
}

TEST(FreeMemory, GivenAContainerWhenAskedThenItsLimitIsFoundAtTheMount) {
  const TemporaryFolder folder;
  write_machine(folder.path, "0::/docker/1f00\n");
  write_group(folder.path / "sys/fs/cgroup", "700000000\n", "100000000\n", "0");

  EXPECT_EQ(free_memory(folder.path).bytes, 600'000'000u);
}

TEST(FreeMemory, GivenGroupsOfVersionOneWhenAskedThenTheirLimitCounts) {
  const TemporaryFolder folder;
  write_machine(folder.path, "9:memory:/job\n3:cpu,cpuacct:/job\n");
  const auto group = folder.path / "sys/fs/cgroup/memory/job";
  fs::create_directories(group);
  put(group / "memory.limit_in_bytes", "900000000\n");
  put(group / "memory.usage_in_bytes", "1000000000\n");
  put(group / "memory.stat", "cache 5\ntotal_inactive_file 400000000\n");

  EXPECT_EQ(free_memory(folder.path).bytes, 300'000'000u);
}

TEST(FreeMemory, GivenALimitOnAddressesWhenAskedThenWhatIsTakenIsTakenOff) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const TemporaryFolder folder;
  write_machine(folder.path, "");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  const auto with_limit = [&] {
    const rlimit limit{1'000'000'000, before.rlim_max};
    setrlimit(RLIMIT_AS, &limit);
    const auto free = free_memory(folder.path);
    // 100,000 pages of 4,096 bytes are taken, but for what the allocator keeps of what was freed: a megabyte
    // may have gone either way since.
    constexpr std::uint64_t kMegabyte = 1 << 20;
    const std::uint64_t least = 1'000'000'000u - 409'600'000u, kept = ::mallinfo2().fordblks;
    const bool is_right = free.bytes >= least && free.bytes <= least + kept + kMegabyte &&
                          free.bytes + kMegabyte >= least + kept;
    std::_Exit(is_right && free.limit.find("ulimit -v") != std::string::npos ? 0 : 1);
  };

  EXPECT_EXIT(with_limit(), ::testing::ExitedWithCode(0), "");
}

TEST(FreeMemory, GivenBytesWhenWrittenForPeopleThenTheyHaveThreeDigits) {
  EXPECT_EQ(as_bytes(999), "999 bytes");
  EXPECT_EQ(as_bytes(1536), "1.54 kB");
  EXPECT_EQ(as_bytes(999'600), "1 MB");
  EXPECT_EQ(as_bytes(9'600'000'000), "9.6 GB");
}

}  // namespace
}  // namespace bnn
