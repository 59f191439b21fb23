#include "bayes/core/draw.h"

#include <algorithm>

#include "bayes/core/error.h"
#include "bayes/kernels/noise.h"

namespace bayes {
namespace {

thread_local Draw* current_draw = nullptr;

// A counter word holds the place in the forward pass (12 bits) and the sample (20 bits).
constexpr std::uint32_t kSampleBits = 20;
constexpr std::uint32_t kMostPlaces = 1u << (32 - kSampleBits);

torch::Tensor on_cpu(torch::IntArrayRef sizes) { return torch::empty(sizes, torch::kFloat32); }

}  // namespace

std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t part) {
  std::uint64_t z = seed + 0x9E3779B97F4A7C15ull * (part + 1);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

Draw::Draw(const Key& key, std::int64_t first_example, Kl kl)
    : key_(key),
      philox_key_(mix_seed(key.seed, static_cast<std::uint64_t>(key.stream))),
      first_example_(first_example),
      collects_kl_(kl == Kl::kCollect),
      outer_(current_draw) {
  if (key.sample >= (1u << kSampleBits)) {
    throw Error("sample " + std::to_string(key.sample) + " is too large", "Draw", "stay below 2^20 samples");
  }
  current_draw = this;
}

Draw::Draw(const Key& key, const torch::Tensor& examples, Kl kl) : Draw(key, std::int64_t{0}, kl) {
  const auto list = examples.to(torch::kCPU, torch::kInt64).contiguous();
  examples_.assign(list.data_ptr<std::int64_t>(), list.data_ptr<std::int64_t>() + list.numel());
}

Draw::~Draw() { current_draw = outer_; }

Draw* Draw::current() { return current_draw; }

std::uint32_t Draw::next_place() {
  if (places_ == kMostPlaces) {
    throw Error("a forward pass asked for noise more than 4096 times", "Draw",
                "open one Draw per forward pass");
  }
  return (places_++ << kSampleBits) | key_.sample;
}

std::uint32_t Draw::place_of(const void* owner) {
  if (owner == nullptr) return next_place();
  for (const auto& [known, place] : owners_) {
    if (known == owner) return place;
  }
  owners_.emplace_back(owner, next_place());
  return owners_.back().second;
}

torch::Tensor Draw::weight_normal(const void* owner, torch::IntArrayRef sizes,
                                  const torch::TensorOptions& options) {
  auto noise = on_cpu(sizes);
  const kernels::NoiseKey where{philox_key_, key_.step, place_of(owner), 0};
  kernels::fill_normal(where, noise.numel(), noise.data_ptr<float>());
  return noise.to(options);
}

template <class Fill>
torch::Tensor Draw::example_noise(torch::IntArrayRef sizes, const torch::TensorOptions& options, Fill fill) {
  auto noise = on_cpu(sizes);
  const std::int64_t rows = sizes.empty() ? 0 : sizes[0];
  if (!examples_.empty() && rows != static_cast<std::int64_t>(examples_.size())) {
    throw Error(
        "the input has " + std::to_string(rows) + " examples, the draw " + std::to_string(examples_.size()),
        "Draw", "keep the examples in dimension 0 all through the network");
  }
  const std::int64_t columns = rows == 0 ? 0 : noise.numel() / rows;
  kernels::NoiseKey where{philox_key_, key_.step, next_place(), 0};
  float* row = noise.data_ptr<float>();
  for (std::int64_t i = 0; i < rows; ++i, row += columns) {
    where.row = static_cast<std::uint32_t>(examples_.empty() ? first_example_ + i : examples_[i]);
    fill(where, columns, row);
  }
  return noise.to(options);
}

torch::Tensor Draw::example_normal(torch::IntArrayRef sizes, const torch::TensorOptions& options) {
  return example_noise(sizes, options, kernels::fill_normal);
}

torch::Tensor Draw::example_bernoulli(torch::IntArrayRef sizes, double keep,
                                      const torch::TensorOptions& options) {
  return example_noise(sizes, options,
                       [keep](const kernels::NoiseKey& where, std::int64_t count, float* out) {
                         kernels::fill_bernoulli(where, keep, count, out);
                       });
}

torch::Tensor Draw::example_sign(torch::IntArrayRef sizes, const torch::TensorOptions& options) {
  return example_noise(sizes, options, kernels::fill_sign);
}

bool Draw::wants_kl(const void* owner) const {
  return collects_kl_ &&
         std::none_of(kls_.begin(), kls_.end(), [&](const auto& kl) { return kl.first == owner; });
}

void Draw::add_kl(const void* owner, torch::Tensor kl) {
  if (wants_kl(owner)) kls_.emplace_back(owner, std::move(kl));
}

torch::Tensor Draw::kl() const {
  if (kls_.empty()) return torch::zeros({});
  torch::Tensor sum = kls_.front().second;
  for (std::size_t i = 1; i < kls_.size(); ++i) sum = sum + kls_[i].second;
  return sum;
}

}  // namespace bayes
