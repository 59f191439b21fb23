#include "experiments/process/out_of_memory.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <new>
#include <string_view>

#include "bayes/runtime/not_allocated.h"
#include "experiments/files/free_memory.h"

namespace bnn {
namespace {

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

// 0 where it is not known; nothing where the error is another.
std::optional<std::uint64_t> bytes_wanted(const std::exception& error) {
  if (const auto* known = dynamic_cast<const bayes::NotAllocated*>(&error)) return known->bytes;
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return 0;
  return bytes_of_failed_tensor(error);
}

}  // namespace

std::optional<bayes::Error> memory_run_out(const std::exception& error) {
  const auto wanted = bytes_wanted(error);
  if (!wanted) return std::nullopt;
  const auto free = free_memory();
  return bayes::Error(
      fmt::format(
          "memory ran out{}; now {} are free ({})",
          *wanted > 0 ? fmt::format(" when {} ({} bytes) were wanted", as_bytes(*wanted), *wanted) : "",
          as_bytes(free.bytes), free.limit),
      "",
      "raise the limit or take fewer --threads; or lower training.batch_size, evaluation.samples or "
      "data.test_images",
      bayes::Fault::kFailed);
}

}  // namespace bnn
