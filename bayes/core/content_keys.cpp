#include "bayes/core/content_keys.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bayes {
namespace {

// What all examples of these sizes and this type start from, so that 2x8 pixels are not 4x4.
std::uint64_t start_of(const torch::Tensor& examples) {
  auto state = mix_seed(0, static_cast<std::uint64_t>(examples.scalar_type()));
  for (const auto size : examples.sizes().slice(1)) state = mix_seed(state, static_cast<std::uint64_t>(size));
  return state;
}

// The last word is filled up with zeros; its length is that of the sizes.
std::uint64_t mix_bytes(std::uint64_t state, const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t word = 0;
  for (; count >= sizeof(word); bytes += sizeof(word), count -= sizeof(word)) {
    std::memcpy(&word, bytes, sizeof(word));
    state = mix_seed(state, word);
  }
  if (count == 0) return state;
  word = 0;
  std::memcpy(&word, bytes, count);
  return mix_seed(state, word);
}

}  // namespace

torch::Tensor content_keys(const torch::Tensor& examples) {
  if (examples.dim() == 0) {
    throw Error("a number is not a list of examples", "content_keys", "give a tensor [N, …]");
  }
  const auto plain = examples.detach().to(torch::kCPU).contiguous();
  const auto count = plain.size(0);
  auto keys = torch::empty({count}, torch::kInt64);
  if (count == 0) return keys;
  const auto* bytes = static_cast<const std::uint8_t*>(plain.data_ptr());
  const std::size_t row = static_cast<std::size_t>(plain.nbytes()) / static_cast<std::size_t>(count);
  const auto start = start_of(plain);
  auto* key = keys.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < count; ++i, bytes += row) {
    key[i] = static_cast<std::int64_t>(mix_bytes(start, bytes, row) >> 32);
  }
  return keys;
}

}  // namespace bayes
