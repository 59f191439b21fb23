#pragma once

#include <cstdint>

#include "bayes/core/fields.h"
#include "bayes/engine/step_options.h"
#include "bayes/engine/tempering.h"
#include "bayes/training/kl_warmup.h"

namespace bayes {

struct TrainingOptions {
  std::int64_t epochs = 10;
  std::int64_t batch_size = 128;
  double temperature = 1.0;
  Tempering tempering = Tempering::kLikelihood;
  double kl_warmup_epochs = 0.0;
  KlWarmupShape kl_warmup_shape = KlWarmupShape::kLinear;
  std::int64_t kl_cycles = 1;
  double free_nats = 0.0;
  double warmup_epochs = 0.0;
  std::int64_t patience = 0;
  std::int64_t validation_draws = 4;
  std::int64_t shards = 2;
  std::int64_t draws = 1;
  bool draw_per_shard = false;
  bool antithetic = false;
  double clip_norm = 0.0;
  double ema_decay = 0.0;
  std::int64_t swa_start = 0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("epochs", options.epochs, between(1, 100000), "Passes over the training split.");
    field("batch_size", options.batch_size, between(1, 1000000), "Examples per step.");
    field("temperature", options.temperature, non_negative_single(),
          "T by which tempering divides a log density; 1 is Bayes, below 1 the posterior is narrower.");
    field("tempering", options.tempering, any(),
          "What is divided by T: likelihood (T KL / N in the objective), posterior (with the prior: "
          "(E -log prior - T entropy) / N, the cold posterior of Wenzel et al. 2020).");
    field("kl_warmup_epochs", options.kl_warmup_epochs, non_negative(),
          "Epochs over which the KL's factor grows from 0 to its full value; none of them is kept.");
    field("kl_warmup_shape", options.kl_warmup_shape, any(), "How it grows: linear, cosine.");
    field("kl_cycles", options.kl_cycles, between(1, 1000),
          "How often it does so, in cycles of equal length; 1 for once (Fu et al. 2019).");
    field("free_nats", options.free_nats, non_negative(),
          "Nats per weight below which the KL of a weight tensor is not lowered (free bits); 0 for none.");
    field("warmup_epochs", options.warmup_epochs, non_negative(),
          "Epochs over which the learning rate grows from 0 to what the schedule says.");
    field("patience", options.patience, between(0, 100000),
          "Epochs without a better validation NLL after which training ends; 0 for never.");
    field("validation_draws", options.validation_draws, between(1, 100000),
          "Posterior draws for the validation figures of each epoch.");
    field("shards", options.shards, between(1, 64),
          "Parts of a batch, computed side by side. Defines the arithmetic; threads only execute it.");
    field("draws", options.draws, between(1, 64),
          "Draws of the weights per step, each of which sees the whole batch: less noise in the gradient.");
    field("draw_per_shard", options.draw_per_shard, any(),
          "Weights drawn anew for every shard instead of every step: less noise in the gradient.");
    field("antithetic", options.antithetic, any(),
          "Draws in pairs with mirrored noise; needs an even number of draws, or of shards with their own.");
    field("clip_norm", options.clip_norm, non_negative(),
          "Longest gradient of the whole objective, KL included, over all parameters; 0 for any.");
    field("ema_decay", options.ema_decay, share(),
          "Memory of a running average of the weights, taken after each step and used instead; 0 for none.");
    field("swa_start", options.swa_start, between(0, 100000),
          "Epoch from whose end on weights are averaged and the average used (Izmailov et al. 2018); 0 for "
          "never.");
  }
};

inline Sharding sharding_of(const TrainingOptions& options) {
  return {options.shards, options.draws, options.draw_per_shard, options.antithetic};
}

inline StepOptions step_options(const TrainingOptions& options) {
  return {sharding_of(options), options.clip_norm, options.free_nats};
}

/// Factor on the entropy within the KL.
inline double entropy_factor(const TrainingOptions& options) {
  return entropy_factor(options.tempering, options.temperature);
}

}  // namespace bayes
