#include "bayes/core/draw.h"

#include <algorithm>
#include <numeric>

#include "bayes/core/error.h"
#include "bayes/core/guards.h"

namespace bayes {
namespace {

// A counter word holds the place in the forward pass (12 bits) and the sample (20 bits).
constexpr std::uint32_t kSampleBits = 20;
constexpr std::uint32_t kMostPlaces = 1u << (32 - kSampleBits);

// A counter word holds the example: beyond it the noise of another one would come again.
void require_example(std::int64_t example) {
  if (example >= 0 && example < (std::int64_t{1} << 32)) return;
  throw Error("example " + std::to_string(example) + " has no noise of its own", "Draw",
              "number the examples from 0 to 2^32 - 1");
}

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
      scope_(this) {
  if (key.sample >= (1u << kSampleBits)) {
    throw Error("sample " + std::to_string(key.sample) + " is too large", "Draw", "stay below 2^20 samples");
  }
  require_example(first_example);
}

Draw::Draw(const Key& key, const torch::Tensor& examples, Kl kl) : Draw(key, std::int64_t{0}, kl) {
  const auto list = examples.to(torch::kCPU, torch::kInt64).contiguous();
  const auto* first = list.data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < list.numel(); ++i) require_example(first[i]);
  examples_.emplace(first, first + list.numel());
}

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
  kernels::fill_normal(weight_key(owner), noise.numel(), noise.data_ptr<float>());
  return noise.to(options);
}

torch::Tensor Draw::weight_bernoulli(const void* owner, torch::IntArrayRef sizes, double keep,
                                     const torch::TensorOptions& options) {
  auto noise = on_cpu(sizes);
  kernels::fill_bernoulli(weight_key(owner), keep, noise.numel(), noise.data_ptr<float>());
  return noise.to(options);
}

kernels::NoiseKey Draw::weight_key(const void* owner) {
  return {philox_key_, key_.step, place_of(owner), 0, key_.mirrored};
}

std::vector<std::uint32_t> Draw::rows(std::int64_t count) const {
  if (examples_ && count != static_cast<std::int64_t>(examples_->size())) {
    throw Error(
        "the input has " + std::to_string(count) + " examples, the draw " + std::to_string(examples_->size()),
        "Draw", "keep the examples in dimension 0 all through the network");
  }
  if (examples_) return *examples_;
  if (count > 0) require_example(first_example_ + count - 1);
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(first_example_));
  return rows;
}

Draw::ExampleNoise Draw::next_example_noise(std::int64_t examples) {
  auto rows = this->rows(examples);
  return {{philox_key_, key_.step, next_place(), 0, key_.mirrored}, std::move(rows)};
}

template <class FillRow, class FillRows>
torch::Tensor Draw::example_noise(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                                  BatchLayout layout, FillRow fill_row, FillRows fill_rows) {
  auto [where, rows] = next_example_noise(sizes.empty() ? 0 : sizes[0]);
  const auto count = static_cast<std::int64_t>(rows.size());
  if (layout == BatchLayout::kImagesInnermost && count > 0) {
    auto noise = empty_images_innermost(sizes, torch::kFloat32);
    fill_rows(where, rows.data(), count, noise.numel() / count, noise.data_ptr<float>());
    return noise.to(options);
  }
  auto noise = on_cpu(sizes);
  const std::int64_t columns = count == 0 ? 0 : noise.numel() / count;
  float* row = noise.data_ptr<float>();
  for (std::int64_t i = 0; i < count; ++i, row += columns) {
    where.row = rows[i];
    fill_row(where, columns, row);
  }
  return noise.to(options);
}

torch::Tensor Draw::example_normal(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                                   BatchLayout layout) {
  return example_noise(
      sizes, options, layout,
      [](const kernels::NoiseKey& where, std::int64_t count, float* out) {
        kernels::fill_normal(where, count, out);
      },
      [](const kernels::NoiseKey& where, const std::uint32_t* rows, std::int64_t count, std::int64_t columns,
         float* out) { kernels::fill_normal_rows(where, rows, count, columns, out); });
}

torch::Tensor Draw::example_bernoulli(torch::IntArrayRef sizes, double keep,
                                      const torch::TensorOptions& options, BatchLayout layout) {
  return example_noise(
      sizes, options, layout,
      [keep](const kernels::NoiseKey& where, std::int64_t count, float* out) {
        kernels::fill_bernoulli(where, keep, count, out);
      },
      [keep](const kernels::NoiseKey& where, const std::uint32_t* rows, std::int64_t count,
             std::int64_t columns,
             float* out) { kernels::fill_bernoulli_rows(where, keep, 1.0f, rows, count, columns, out); });
}

torch::Tensor Draw::example_sign(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                                 BatchLayout layout) {
  return example_noise(
      sizes, options, layout,
      [](const kernels::NoiseKey& where, std::int64_t count, float* out) {
        kernels::fill_sign(where, count, out);
      },
      kernels::fill_sign_rows);
}

bool Draw::wants_kl(const void* owner) const {
  return collects_kl_ &&
         std::none_of(kls_.begin(), kls_.end(), [&](const OwnersKl& known) { return known.owner == owner; });
}

void Draw::add_kl(const void* owner, torch::Tensor kl, std::int64_t weights) {
  if (wants_kl(owner)) kls_.push_back({owner, std::move(kl), weights});
}

bool Draw::has_drawn() const { return places_ > 0 || !kls_.empty(); }

torch::Tensor Draw::kl(double free_nats) const {
  if (collects_kl_ && !has_drawn() && !PosteriorMeanGuard::active() && !DropoutOffGuard::active()) {
    throw Error("the KL is asked for before anything was drawn", "Draw::kl",
                "run the forward pass first, in a statement of its own; a network without random layers has "
                "no KL");
  }
  torch::Tensor sum;
  for (const auto& [owner, kl, weights] : kls_) {
    // Without a floor nothing is clamped: an estimate of a KL may be negative.
    const auto counted = free_nats > 0.0 ? kl.clamp_min(free_nats * static_cast<double>(weights)) : kl;
    sum = sum.defined() ? sum + counted : counted;
  }
  return sum.defined() ? sum : torch::zeros({});
}

}  // namespace bayes
