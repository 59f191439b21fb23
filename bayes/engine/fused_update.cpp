#include "bayes/engine/fused_update.h"

#include <torch/autograd.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "bayes/kernels/scratch.h"
#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/kernels/update/sum_of_squares.h"
#include "bayes/kernels/update/variational_update.h"
#include "bayes/posteriors/weight_posterior.h"
#include "bayes/runtime/arena.h"

namespace bayes {
namespace {

constexpr std::int64_t kBlock = WeightTiles::kBlock;
constexpr std::int64_t kOwedFrom = 1 << 15;  // weights whose gradient is quicker computed late than kept
constexpr std::int64_t kLine = 16;           // floats in a cache line

// Gradient of -log density, nats: of a point that is multiplied by noise where it acts, of its mean.
torch::Tensor score(const Prior& prior, const torch::Tensor& weight, const WeightNoise& acts = {}) {
  const auto leaf = weight.detach().clone().set_requires_grad(true);
  return -torch::autograd::grad({expected_log_density(prior, leaf, acts)}, {leaf})[0];
}

// A prior that enters by its gradient at the weights drawn adds that to a gradient in memory.
bool may_be_owed(const TrainedWeight& weight) {
  const bool is_added = weight.prior->is_proper() && !weight.prior->as_normal(weight.mean.sizes());
  return weight.mean.dim() >= 2 && weight.mean.numel() >= kOwedFrom && !is_added;
}

WeightTiles tiles_of(const std::vector<TrainedWeight>& weights) {
  std::vector<WeightTiles::Weight> tiled;
  for (const auto& weight : weights) tiled.push_back({weight.mean, may_be_owed(weight)});
  return WeightTiles(tiled);
}

void shorten(float* gradient, std::int64_t count, float factor) {
  for (std::int64_t e = 0; e < count; ++e) gradient[e] *= factor;
}

}  // namespace

// Where layers see the mean its gradient comes first; then that of what was given, of each draw.
struct FusedUpdate::TileSums {
  float* values;
  std::int64_t first, stride;

  float* of(std::int64_t i, const WeightPart& block) const {
    return values + i * stride + block.first - first;
  }
};

struct FusedUpdate::BlockGradient {
  float* of_mean;
  bool kl_is_finite = true;  // of a posterior
  alignas(64) float of_rho[kBlock];
};

FusedUpdate::FusedUpdate(std::vector<TrainedWeight> weights, BlockwiseOptimizer& optimizer,
                         const Sharding& sharding, double clip_norm, ThreadPool& pool)
    : weights_(std::move(weights)),
      buffers_(weights_.size()),
      normals_(weights_.size()),
      factors_(weights_.size()),
      tiles_(tiles_of(weights_)),
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
    const bool takes_products = may_be_owed(weight);
    if (weight.shows_mean()) buffers_[i].mean_gradients = {take(slots), takes_products};
    if (!weight.is_point()) buffers_[i].given_gradients = {take(slots), takes_products};
  }
}

const torch::Tensor& FusedUpdate::given(std::size_t i, std::int64_t slot) const {
  static const torch::Tensor none;
  const auto& given = buffers_[i].given;
  return given.empty() ? none : given[given.size() == 1 ? 0 : sharding_.draw_of(slot)];
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

void FusedUpdate::draw(const Draw::Key& key) {
  if (drawn_step_ == static_cast<std::int64_t>(key.step)) return;
  tiles_.for_each(pool_, [&](std::size_t, const WeightPart& tile) {
    for_each_block(tile, [&](const WeightPart& block) { draw_block(block, key.step); });
  });
  drawn_step_ = key.step;
}

bool FusedUpdate::run(const StepSettings& settings, std::int64_t batch) {
  find_slots(batch);
  std::vector<std::size_t> by_autograd;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    factors_[i] = complexity_factor(weights_[i], settings);
    normals_[i] = normal_under_noise(*weights_[i].prior, weights_[i].mean.sizes(), weights_[i].acts);
    if (weights_[i].prior->is_proper() && !normals_[i]) by_autograd.push_back(i);
  }
  pool_.run(static_cast<std::int64_t>(by_autograd.size()),
            [&](std::int64_t job) { add_prior_gradient(by_autograd[job], settings); });
  prepare_owed();
  const double factor =
      clip_norm_ > 0.0 ? clipping_factor(clip_norm_, squared_norm(settings), settings.key) : 1.0;
  optimizer_.begin_step(settings.learning_rate);
  std::vector<char> is_sound(tiles_.count(), 1);  // each is one thread's
  for_each_gradient(settings, [&](std::size_t i, const WeightPart& block, BlockGradient& gradient) {
    if (!update(block, gradient, factor) || !gradient.kl_is_finite) is_sound[i] = 0;
    draw_block(block, settings.key.step + 1);
  });
  drawn_step_ = static_cast<std::int64_t>(settings.key.step) + 1;
  return std::find(is_sound.begin(), is_sound.end(), 0) == is_sound.end();
}

void FusedUpdate::prepare_owed() {
  std::vector<ShardGradients*> owed;
  for (auto& buffers : buffers_) {
    for (auto* gradients : {&buffers.mean_gradients, &buffers.given_gradients}) {
      if (gradients->takes_products()) owed.push_back(gradients);
    }
  }
  const auto slots = static_cast<std::int64_t>(slots_.size());
  pool_.run(slots * static_cast<std::int64_t>(owed.size()),
            [&](std::int64_t job) { owed[job / slots]->prepare(slots_[job % slots]); });
}

// 0 where the KL of a posterior lies below its floor: there it does not move with the weights.
double FusedUpdate::complexity_factor(const TrainedWeight& weight, const StepSettings& settings) const {
  if (weight.is_point() || settings.free_nats <= 0.0) return settings.complexity_factor;
  const torch::NoGradGuard no_grad;
  const double kl = weight.posterior->kl().item<double>();
  const double floor = settings.free_nats * static_cast<double>(weight.posterior->kept_count());
  return kl > floor ? settings.complexity_factor : 0.0;
}

// A prior without closed form enters by its gradient at the weights drawn, as if it were data.
void FusedUpdate::add_prior_gradient(std::size_t i, const StepSettings& settings) {
  const auto& weight = weights_[i];
  auto& buffers = buffers_[i];
  if (weight.is_point()) {
    buffers.mean_gradients.paid(0).add_(score(*weight.prior, weight.mean, weight.acts), factors_[i]);
    return;
  }
  const double factor = factors_[i] / static_cast<double>(draws_.size());
  const auto mu = weight.mean.detach().clone().set_requires_grad(true);
  const auto sigma = torch::softplus(weight.rho.detach()).set_requires_grad(true);
  if (const auto kl = weight.prior->kl_from_gaussian(mu, sigma)) {
    std::vector<torch::Tensor> inputs{mu, sigma};
    for (const auto place : weight.of_prior) inputs.push_back(weights_[place].mean);
    buffers.of_kl = torch::autograd::grad({*kl * factors_[i]}, inputs);
    buffers.of_kl[1] *= sigma.detach();
    for (std::size_t k = 0; k < weight.of_prior.size(); ++k) {
      buffers_[weight.of_prior[k]].mean_gradients.paid(0).add_(buffers.of_kl[2 + k]);
    }
    return;
  }
  for (const auto& [draw, slots] : draws_) {
    const std::int64_t slot = slots.front();
    const auto mean = weight.mean.detach(), seen = given(i, slot).detach();
    auto& of_given = buffers.given_gradients.paid(slot);
    if (weight.form == WeightForm::kDraw) {
      of_given.add_(score(*weight.prior, seen), factor);
    } else if (weight.form == WeightForm::kPerturbation) {
      const auto gradient = score(*weight.prior, mean + seen);
      buffers.mean_gradients.paid(slot).add_(gradient, factor);
      of_given.add_(gradient, factor);
    } else {
      auto noise = torch::empty_like(mean);
      kernels::fill_normal(noise_of(weight, settings.key.step, draw), noise.numel(), noise.data_ptr<float>());
      const auto sd = seen.sqrt();
      const auto gradient = score(*weight.prior, mean + sd * noise);
      buffers.mean_gradients.paid(slot).add_(gradient, factor);
      // sd = sqrt(seen); a removed weight has none to move.
      of_given.add_((gradient * noise / (2.0 * sd)).masked_fill_(sd == 0.0, 0.0), factor);
    }
  }
}

FusedUpdate::TileSums FusedUpdate::sum_tile(const WeightPart& tile) const {
  const auto& weight = weights_[tile.weight];
  const auto& [given, mean_gradients, given_gradients, of_kl] = buffers_[tile.weight];
  const auto [i, first, count] = tile;
  const std::int64_t stride = (count + kLine - 1) / kLine * kLine;
  float* values = kernels::scratch(stride * static_cast<std::int64_t>(1 + draws_.size()));
  float* next = values;
  const auto add = [&, first = first, count = count](const ShardGradients& gradients, const auto& slots) {
    gradients.sum(slots, first, count, next);
    next += stride;
  };
  if (weight.shows_mean()) add(mean_gradients, slots_);
  if (weight.form == WeightForm::kVariance) {
    add(given_gradients, slots_);
  } else if (!weight.is_point()) {
    for (const auto& draw : draws_) add(given_gradients, draw.slots);
  }
  return {values, first, stride};
}

// Calls work(i, block, gradient) for the blocks of the i-th tile in their order, for all i.
template <class Work>
void FusedUpdate::for_each_gradient(const StepSettings& settings, const Work& work) {
  tiles_.for_each(pool_, [&](std::size_t i, const WeightPart& tile) {
    const TileSums sums = sum_tile(tile);
    for_each_block(tile, [&](const WeightPart& block) {
      BlockGradient gradient;
      gradient.of_mean = sums.of(0, block);
      if (weights_[block.weight].is_point()) {
        compute_of_point(block, settings, gradient);
      } else {
        gradient.kl_is_finite = compute_of_posterior(block, sums, settings, gradient);
      }
      work(i, block, gradient);
    });
  });
}

// The square of the whole gradient's norm: tiles are added up in their order, whoever computed them.
double FusedUpdate::squared_norm(const StepSettings& settings) {
  std::vector<double> squares(tiles_.count(), 0.0);
  for_each_gradient(settings, [&](std::size_t i, const WeightPart& block, const BlockGradient& gradient) {
    double& sum = squares[i];
    sum += kernels::sum_of_squares(gradient.of_mean, block.count);
    if (!weights_[block.weight].is_point()) sum += kernels::sum_of_squares(gradient.of_rho, block.count);
  });
  return std::accumulate(squares.begin(), squares.end(), 0.0);
}

bool FusedUpdate::update(const WeightPart& block, BlockGradient& gradient, double factor) {
  const auto& weight = weights_[block.weight];
  const auto [i, first, count] = block;
  if (factor != 1.0) shorten(gradient.of_mean, count, static_cast<float>(factor));
  const bool finite = optimizer_.update(weight.mean_parameter, first, count, gradient.of_mean);
  if (weight.is_point()) return finite;
  if (factor != 1.0) shorten(gradient.of_rho, count, static_cast<float>(factor));
  return optimizer_.update(weight.rho_parameter, first, count, gradient.of_rho) && finite;
}

void FusedUpdate::compute_of_point(const WeightPart& block, const StepSettings& settings,
                                   BlockGradient& gradient) const {
  const auto& normal = normals_[block.weight];
  if (!normal) return;
  const auto factor = static_cast<float>(settings.complexity_factor / (normal->sd * normal->sd));
  const auto mean = static_cast<float>(normal->mean);
  const float* value = weights_[block.weight].mean.data_ptr<float>() + block.first;
  for (std::int64_t e = 0; e < block.count; ++e) gradient.of_mean[e] += factor * (value[e] - mean);
}

bool FusedUpdate::compute_of_posterior(const WeightPart& block, const TileSums& sums,
                                       const StepSettings& settings, BlockGradient& gradient) const {
  const auto& weight = weights_[block.weight];
  const auto& of_kl = buffers_[block.weight].of_kl;
  const auto [i, first, count] = block;
  float *of_mean = gradient.of_mean, *of_log_sigma = gradient.of_rho;  // of rho in the end

  std::fill_n(of_log_sigma, count, 0.0f);
  add_noise_gradient(block, sums, settings, of_log_sigma);
  if (!weight.shows_mean()) {
    for (std::size_t d = 1; d < draws_.size(); ++d) {
      kernels::accumulate_finite(of_mean, sums.of(static_cast<std::int64_t>(d), block), count);
    }
  }

  kernels::GaussianKl kl{static_cast<float>(factors_[i]), 0.0f, 0.0f,
                         static_cast<float>(settings.entropy_factor)};
  if (const auto& normal = normals_[i]) {
    kl.mean = static_cast<float>(normal->mean);
    kl.precision = static_cast<float>(1.0 / (normal->sd * normal->sd));
  }
  if (!of_kl.empty()) {
    kl.entropy -= 1.0f;  // the entropy, once, is part of it
    kernels::accumulate_finite(of_mean, of_kl[0].data_ptr<float>() + first, count);
    kernels::accumulate_finite(of_log_sigma, of_kl[1].data_ptr<float>() + first, count);
  }
  return kernels::add_gaussian_kl_gradient(kl, weight.mean.data_ptr<float>() + first,
                                           weight.rho.data_ptr<float>() + first, count, of_mean,
                                           of_log_sigma);
}

// With respect to log sigma, by what layers were given.
void FusedUpdate::add_noise_gradient(const WeightPart& block, const TileSums& sums,
                                     const StepSettings& settings, float* of_log_sigma) const {
  const auto& weight = weights_[block.weight];
  const auto& all_given = buffers_[block.weight].given;
  const auto [i, first, count] = block;
  const float *mu = weight.mean.data_ptr<float>() + first, *rho = weight.rho.data_ptr<float>() + first;
  if (weight.form == WeightForm::kVariance) {
    kernels::add_log_sigma_gradient(sums.of(1, block), all_given[0].data_ptr<float>() + first, nullptr, count,
                                    of_log_sigma);
    for (std::int64_t e = 0; e < count; ++e) of_log_sigma[e] *= 2.0f;
    return;
  }
  const bool is_draw = weight.form == WeightForm::kDraw;
  const bool is_told = !is_draw || kernels::tells_noise(mu, rho, count);
  for (std::size_t d = 0; d < draws_.size(); ++d) {
    const float* of_given = sums.of(static_cast<std::int64_t>(d) + (is_draw ? 0 : 1), block);
    const float* given = all_given[all_given.size() == 1 ? 0 : draws_[d].draw].data_ptr<float>() + first;
    if (is_told) {
      kernels::add_log_sigma_gradient(of_given, given, is_draw ? mu : nullptr, count, of_log_sigma);
      continue;
    }
    alignas(64) float perturbation[kBlock];
    kernels::fill_normal(noise_of(weight, settings.key.step, draws_[d].draw), first, count, perturbation);
    kernels::draw_perturbations(rho, perturbation, count, perturbation);
    kernels::add_log_sigma_gradient(of_given, perturbation, nullptr, count, of_log_sigma);
  }
}

void FusedUpdate::draw_block(const WeightPart& block, std::uint32_t step) {
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
