#include "bayes/runtime/arena.h"

#include <sys/mman.h>

#include <memory>
#include <numeric>

#include "bayes/runtime/not_allocated.h"

namespace bayes {
namespace {

constexpr std::int64_t kLine = 16;     // floats in a cache line
constexpr std::int64_t kPage = 1024;   // floats in a page of memory
constexpr std::int64_t kStagger = 80;  // from one tensor's place in its page to the next one's

std::int64_t count_of(const std::vector<std::int64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t rounded_up(std::int64_t count, std::int64_t unit) { return (count + unit - 1) / unit * unit; }

// Zeros straight from the system, on large pages where they fill some: a pass over a dozen tensors at once
// touches more small pages than a processor keeps the places of. What nobody touches takes no memory.
std::shared_ptr<float> zeros(std::int64_t floats) {
  constexpr std::size_t kLargePage = 2 << 20;
  const std::size_t needed = static_cast<std::size_t>(floats) * sizeof(float), bytes = needed + kLargePage;
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw NotAllocated(bytes);
  void* begin = memory;
  std::size_t space = bytes;
  std::align(kLargePage, needed, begin, space);
  madvise(begin, needed / kLargePage * kLargePage, MADV_HUGEPAGE);  // where that fails, small pages serve
  return {static_cast<float*>(begin), [memory, bytes](float*) { munmap(memory, bytes); }};
}

}  // namespace

std::vector<torch::Tensor> arena(const std::vector<std::vector<std::int64_t>>& sizes) {
  std::vector<std::int64_t> begins;
  std::int64_t end = 0;
  for (const auto& size : sizes) {
    if (count_of(size) >= kPage) end += kStagger;
    begins.push_back(end);
    end += rounded_up(count_of(size), kLine);
  }
  const auto block = zeros(end);
  std::vector<torch::Tensor> tensors;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    // Not views of each other to autograd, for which a change of one would be a change of all.
    float* begin = block.get() + begins[i];
    tensors.push_back(torch::from_blob(
        begin, sizes[i], [block](void*) {}, torch::kFloat32));
  }
  return tensors;
}

void move_into(const torch::Tensor& parameter, const torch::Tensor& place) {
  torch::NoGradGuard no_grad;
  place.copy_(parameter);
  torch::Tensor(parameter).set_data(place);
}

}  // namespace bayes
