#include "experiments/out_of_memory.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "experiments/files/free_memory.h"

namespace bnn {

std::optional<std::uint64_t> bytes_of_failed_tensor(const std::exception& error) {
  constexpr std::string_view kAllocator = "DefaultCPUAllocator", kTried = "you tried to allocate ";
  const std::string_view text = error.what();
  const auto at = text.find(kTried);
  if (text.find(kAllocator) == std::string_view::npos || at == std::string_view::npos) return std::nullopt;
  std::uint64_t bytes = 0;
  const auto number = text.substr(at + kTried.size());
  std::from_chars(number.data(), number.data() + number.size(), bytes);
  return bytes;
}

std::string out_of_memory_message(std::uint64_t wanted) {
  const auto free = free_memory();
  return fmt::format(
      "memory ran out{}: {} are free ({})\n"
      "  fix:   lower training.batch_size, evaluation.samples or data.test_images, or raise the limit",
      wanted > 0 ? fmt::format(" when {} ({} bytes) were wanted", as_bytes(wanted), wanted) : "",
      as_bytes(free.bytes), free.limit);
}

}  // namespace bnn
