#include "bayes/engine/arena.h"

#include <numeric>

namespace bayes {
namespace {

constexpr std::int64_t kLine = 16;     // floats in a cache line
constexpr std::int64_t kPage = 1024;   // floats in a page of memory
constexpr std::int64_t kStagger = 80;  // from one tensor's place in its page to the next one's

std::int64_t count_of(const std::vector<std::int64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t rounded_up(std::int64_t count) { return (count + kLine - 1) / kLine * kLine; }

}  // namespace

std::vector<torch::Tensor> arena(const std::vector<std::vector<std::int64_t>>& sizes) {
  std::vector<std::int64_t> begins;
  std::int64_t end = 0;
  for (const auto& size : sizes) {
    if (count_of(size) >= kPage) end += kStagger;
    begins.push_back(end);
    end += rounded_up(count_of(size));
  }
  const auto block = torch::zeros({end}, torch::kFloat32);
  std::vector<torch::Tensor> tensors;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    // Not views of each other to autograd, for which a change of one would be a change of all.
    float* begin = block.data_ptr<float>() + begins[i];
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
