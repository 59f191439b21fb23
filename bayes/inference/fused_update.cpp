#include "bayes/inference/fused_update.h"

#include <torch/autograd.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bayes/engine/arena.h"
#include "bayes/kernels/optimizer_update.h"
#include "bayes/kernels/sum_of_squares.h"
#include "bayes/kernels/variational_update.h"

namespace bayes {
namespace {

constexpr std::int64_t kBlock = 1024;  // weights whose every stream fits the first-level cache together
constexpr std::int64_t kJobs = 16;     // enough to even out threads, few enough to hand over

// Gradient of -log density, nats.
torch::Tensor score(const Prior& prior, const torch::Tensor& weight) {
  const auto leaf = weight.detach().clone().set_requires_grad(true);
  return -torch::autograd::grad({prior.log_density(leaf)}, {leaf})[0];
}

// sum = the values from `offset` on of the tensors in `slots`, added up in their order.
void reduce_block(const std::vector<torch::Tensor>& tensors, const std::vector<std::int64_t>& slots,
                  std::int64_t offset, std::int64_t count, float* sum) {
  const float* addends[FusedUpdate::kMostSlots];
  addends[0] = tensors[slots[0]].data_ptr<float>() + offset;
  for (std::size_t i = 1; i < slots.size(); ++i) addends[i] = tensors[slots[i]].data_ptr<float>() + offset;
  kernels::reduce(sum, addends, static_cast<int>(slots.size()), count);
}

void shorten(float* gradient, std::int64_t count, float factor) {
  for (std::int64_t e = 0; e < count; ++e) gradient[e] *= factor;
}

}  // namespace

struct FusedUpdate::BlockGradient {
  alignas(64) float of_mean[kBlock];
  alignas(64) float of_rho[kBlock];
};

FusedUpdate::FusedUpdate(std::vector<TrainedWeight> weights, BlockwiseOptimizer& optimizer,
                         const Sharding& sharding, double clip_norm, ThreadPool& pool)
    : weights_(std::move(weights)),
      buffers_(weights_.size()),
      normals_(weights_.size()),
      factors_(weights_.size()),
      optimizer_(optimizer),
      sharding_(sharding),
      clip_norm_(clip_norm),
      pool_(pool) {
  const std::int64_t slots = sharding.slots();
  std::vector<std::vector<std::int64_t>> parameters, buffers;
  std::vector<std::int64_t> draws(weights_.size(), 0);
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const auto& weight = weights_[i];
    const auto sizes = weight.mean.sizes().vec();
    // A variance is not drawn: it is the same for all.
    if (!weight.is_point()) draws[i] = weight.form == WeightForm::kVariance ? 1 : sharding.different_draws();
    parameters.insert(parameters.end(), weight.is_point() ? 1 : 2, sizes);
    buffers.insert(buffers.end(),
                   draws[i] + (weight.shows_mean() ? slots : 0) + (weight.is_point() ? 0 : slots), sizes);
  }
  const auto parameter_places = arena(parameters), buffer_places = arena(buffers);
  auto next_parameter = parameter_places.begin();
  auto next_buffer = buffer_places.begin();
  const auto take = [&](std::int64_t count) {
    std::vector<torch::Tensor> some(next_buffer, next_buffer + count);
    next_buffer += count;
    return some;
  };
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const auto& weight = weights_[i];
    move_into(weight.mean, *next_parameter++);
    if (!weight.is_point()) move_into(weight.rho, *next_parameter++);
    buffers_[i].given = take(draws[i]);
    for (auto& given : buffers_[i].given) given = given.detach().set_requires_grad(true);
    if (weight.shows_mean()) buffers_[i].mean_gradients = take(slots);
    if (!weight.is_point()) buffers_[i].given_gradients = take(slots);
    for (std::int64_t first = 0; first < weight.mean.numel(); first += kBlock) {
      blocks_.push_back({i, first, std::min(kBlock, weight.mean.numel() - first)});
    }
  }
}

const torch::Tensor& FusedUpdate::given(std::size_t i, std::int64_t slot) const {
  static const torch::Tensor none;
  const auto& given = buffers_[i].given;
  return given.empty() ? none : given[given.size() == 1 ? 0 : sharding_.draw_of(slot)];
}

const torch::Tensor& FusedUpdate::mean_gradient(std::size_t i, std::int64_t slot) const {
  static const torch::Tensor none;
  return buffers_[i].mean_gradients.empty() ? none : buffers_[i].mean_gradients[slot];
}

const torch::Tensor& FusedUpdate::given_gradient(std::size_t i, std::int64_t slot) const {
  static const torch::Tensor none;
  return buffers_[i].given_gradients.empty() ? none : buffers_[i].given_gradients[slot];
}

kernels::NoiseKey FusedUpdate::noise_of(const TrainedWeight& weight, std::uint32_t step,
                                        std::int64_t draw) const {
  kernels::NoiseKey key = weight.noise;
  key.step = step;
  key.place += sharding_.sample_of(draw);  // the sample lies in the low bits
  key.mirrored = sharding_.is_mirrored(draw);
  return key;
}

void FusedUpdate::find_slots(std::int64_t batch) {
  slots_.clear();
  draws_.clear();
  for (std::int64_t i = 0; i < sharding_.jobs(batch); ++i) {
    const auto job = sharding_.job(i, batch);
    slots_.push_back(job.slot);
    if (draws_.empty() || draws_.back().draw != job.draw) draws_.push_back({job.draw, {}});
    draws_.back().slots.push_back(job.slot);
  }
}

template <class Work>
void FusedUpdate::for_each_block(const Work& work) {
  const auto blocks = static_cast<std::int64_t>(blocks_.size());
  const std::int64_t jobs = std::min(kJobs, blocks);
  pool_.run(jobs, [&](std::int64_t job) {
    for (std::int64_t i = blocks * job / jobs; i < blocks * (job + 1) / jobs; ++i) work(blocks_[i]);
  });
}

void FusedUpdate::draw(const Draw::Key& key) {
  if (drawn_step_ == static_cast<std::int64_t>(key.step)) return;
  for_each_block([&](const Block& block) { draw_block(block, key.step); });
  drawn_step_ = key.step;
}

void FusedUpdate::run(const StepSettings& settings, std::int64_t batch) {
  find_slots(batch);
  std::vector<std::size_t> by_autograd;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    factors_[i] = complexity_factor(weights_[i], settings);
    normals_[i] = weights_[i].prior->as_normal(weights_[i].mean.sizes());
    if (weights_[i].prior->is_proper() && !normals_[i]) by_autograd.push_back(i);
  }
  pool_.run(static_cast<std::int64_t>(by_autograd.size()),
            [&](std::int64_t job) { add_prior_gradient(by_autograd[job], settings); });
  const double factor =
      clip_norm_ > 0.0 ? clipping_factor(clip_norm_, squared_norm(settings), settings.key) : 1.0;
  optimizer_.begin_step(settings.learning_rate);
  for_each_block([&](const Block& block) {
    BlockGradient gradient;
    compute(block, settings, gradient);
    update(block, gradient, factor);
    draw_block(block, settings.key.step + 1);
  });
  drawn_step_ = static_cast<std::int64_t>(settings.key.step) + 1;
}

// 0 where the KL of a posterior lies below its floor: there it does not move with the weights.
double FusedUpdate::complexity_factor(const TrainedWeight& weight, const StepSettings& settings) const {
  if (weight.is_point() || settings.free_nats <= 0.0) return settings.complexity_factor;
  const torch::NoGradGuard no_grad;
  const auto kl = weight.prior->kl_from_gaussian(weight.mean, torch::softplus(weight.rho));
  const double floor = settings.free_nats * static_cast<double>(weight.mean.numel());
  return kl.value().item<double>() > floor ? settings.complexity_factor : 0.0;
}

// A prior without closed form enters by its gradient at the weights drawn, as if it were data.
void FusedUpdate::add_prior_gradient(std::size_t i, const StepSettings& settings) {
  const auto& weight = weights_[i];
  auto& buffers = buffers_[i];
  if (weight.is_point()) {
    buffers.mean_gradients[0].add_(score(*weight.prior, weight.mean), factors_[i]);
    return;
  }
  const double factor = factors_[i] / static_cast<double>(draws_.size());
  const auto mu = weight.mean.detach().clone().set_requires_grad(true);
  const auto sigma = torch::softplus(weight.rho.detach()).set_requires_grad(true);
  if (const auto kl = weight.prior->kl_from_gaussian(mu, sigma)) {
    std::vector<torch::Tensor> inputs{mu, sigma};
    for (const auto place : weight.of_prior) inputs.push_back(weights_[place].mean);
    buffers.of_kl = torch::autograd::grad({*kl * factors_[i]}, inputs);
    for (std::size_t k = 0; k < weight.of_prior.size(); ++k) {
      buffers_[weight.of_prior[k]].mean_gradients[0].add_(buffers.of_kl[2 + k]);
    }
    return;
  }
  for (const auto& [draw, slots] : draws_) {
    const std::int64_t slot = slots.front();
    const auto mean = weight.mean.detach(), seen = given(i, slot).detach();
    auto of_given = buffers.given_gradients[slot];
    if (weight.form == WeightForm::kDraw) {
      of_given.add_(score(*weight.prior, seen), factor);
    } else if (weight.form == WeightForm::kPerturbation) {
      const auto gradient = score(*weight.prior, mean + seen);
      buffers.mean_gradients[slot].add_(gradient, factor);
      of_given.add_(gradient, factor);
    } else {
      auto noise = torch::empty_like(mean);
      kernels::fill_normal(noise_of(weight, settings.key.step, draw), noise.numel(), noise.data_ptr<float>());
      const auto sd = seen.sqrt();
      const auto gradient = score(*weight.prior, mean + sd * noise);
      buffers.mean_gradients[slot].add_(gradient, factor);
      // sd = sqrt(seen); a removed weight has none to move.
      of_given.add_((gradient * noise / (2.0 * sd)).masked_fill_(sd == 0.0, 0.0), factor);
    }
  }
}

// The square of the whole gradient's norm: blocks are added up in their order, whoever computed them.
double FusedUpdate::squared_norm(const StepSettings& settings) {
  std::vector<double> squares(blocks_.size());
  for_each_block([&](const Block& block) {
    BlockGradient gradient;
    compute(block, settings, gradient);
    double& sum = squares[static_cast<std::size_t>(&block - blocks_.data())];
    sum = kernels::sum_of_squares(gradient.of_mean, block.count);
    if (!weights_[block.weight].is_point()) sum += kernels::sum_of_squares(gradient.of_rho, block.count);
  });
  return std::accumulate(squares.begin(), squares.end(), 0.0);
}

void FusedUpdate::update(const Block& block, BlockGradient& gradient, double factor) {
  const auto& weight = weights_[block.weight];
  const auto [i, first, count] = block;
  if (factor != 1.0) shorten(gradient.of_mean, count, static_cast<float>(factor));
  optimizer_.update(weight.mean_parameter, first, count, gradient.of_mean);
  if (weight.is_point()) return;
  if (factor != 1.0) shorten(gradient.of_rho, count, static_cast<float>(factor));
  optimizer_.update(weight.rho_parameter, first, count, gradient.of_rho);
}

void FusedUpdate::compute(const Block& block, const StepSettings& settings, BlockGradient& gradient) const {
  if (weights_[block.weight].is_point()) {
    compute_of_point(block, settings, gradient);
  } else {
    compute_of_posterior(block, settings, gradient);
  }
}

void FusedUpdate::compute_of_point(const Block& block, const StepSettings& settings,
                                   BlockGradient& result) const {
  const auto& weight = weights_[block.weight];
  float* gradient = result.of_mean;
  reduce_block(buffers_[block.weight].mean_gradients, slots_, block.first, block.count, gradient);
  if (const auto& normal = normals_[block.weight]) {
    const auto factor = static_cast<float>(settings.complexity_factor / (normal->sd * normal->sd));
    const auto mean = static_cast<float>(normal->mean);
    const float* value = weight.mean.data_ptr<float>() + block.first;
    for (std::int64_t e = 0; e < block.count; ++e) gradient[e] += factor * (value[e] - mean);
  }
}

void FusedUpdate::compute_of_posterior(const Block& block, const StepSettings& settings,
                                       BlockGradient& result) const {
  const auto& weight = weights_[block.weight];
  const auto& buffers = buffers_[block.weight];
  const auto [i, first, count] = block;
  alignas(64) float noise[kBlock], part[kBlock];
  float *of_mean = result.of_mean, *of_sigma = result.of_rho;  // of sigma first, of rho in the end

  // With respect to mu and sigma; of the weight drawn, mu + sigma * noise, where that is what layers saw.
  reduce_block(weight.shows_mean() ? buffers.mean_gradients : buffers.given_gradients, slots_, first, count,
               of_mean);
  if (weight.form == WeightForm::kVariance) {
    const float* variance = buffers.given[0].data_ptr<float>() + first;
    reduce_block(buffers.given_gradients, slots_, first, count, of_sigma);
    for (std::int64_t e = 0; e < count; ++e) of_sigma[e] *= 2.0f * std::sqrt(variance[e]);
  } else {
    std::fill_n(of_sigma, count, 0.0f);
    for (const auto& [draw, slots] : draws_) {
      const float* of_given = of_mean;  // of one draw that layers see instead of the mean
      if (weight.shows_mean() || draws_.size() > 1) {
        reduce_block(buffers.given_gradients, slots, first, count, part);
        of_given = part;
      }
      kernels::fill_normal(noise_of(weight, settings.key.step, draw), first, count, noise);
      for (std::int64_t e = 0; e < count; ++e) of_sigma[e] += of_given[e] * noise[e];
    }
  }

  kernels::GaussianKl kl{static_cast<float>(factors_[i]), 0.0f, 0.0f};
  if (const auto& normal = normals_[block.weight]) {
    kl.mean = static_cast<float>(normal->mean);
    kl.precision = static_cast<float>(1.0 / (normal->sd * normal->sd));
  }
  if (!buffers.of_kl.empty()) {  // the entropy is part of it
    kl.factor = 0.0f;
    const float *kl_of_mean = buffers.of_kl[0].data_ptr<float>() + first,
                *kl_of_sigma = buffers.of_kl[1].data_ptr<float>() + first;
    for (std::int64_t e = 0; e < count; ++e) {
      of_mean[e] += kl_of_mean[e];
      of_sigma[e] += kl_of_sigma[e];
    }
  }
  kernels::add_gaussian_kl_gradient(kl, weight.mean.data_ptr<float>() + first,
                                    weight.rho.data_ptr<float>() + first, count, of_mean, of_sigma);
}

void FusedUpdate::draw_block(const Block& block, std::uint32_t step) {
  const auto& weight = weights_[block.weight];
  if (weight.is_point()) return;
  const auto [i, first, count] = block;
  const float *mu = weight.mean.data_ptr<float>() + first, *rho = weight.rho.data_ptr<float>() + first;
  alignas(64) float noise[kBlock];
  const auto& all = buffers_[i].given;
  for (std::size_t d = 0; d < all.size(); ++d) {
    float* given = all[d].data_ptr<float>() + first;
    if (weight.form == WeightForm::kVariance) {
      kernels::variances(rho, count, given);
      continue;
    }
    kernels::fill_normal(noise_of(weight, step, static_cast<std::int64_t>(d)), first, count, noise);
    if (weight.form == WeightForm::kDraw) {
      kernels::draw_weights(mu, rho, noise, count, given);
    } else {
      kernels::draw_perturbations(rho, noise, count, given);
    }
  }
}

}  // namespace bayes
