#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "bayes/core/images_innermost.h"
#include "bayes/core/pass.h"
#include "bayes/kernels/noise/noise.h"

namespace bayes {

/// What separates the random numbers of one purpose from those of another.
enum class Stream : std::uint32_t {
  kTraining = 0,
  kValidation = 1,
  kPrediction = 2,
  kPrior = 3,
  kConformal = 4,
  kReport = 5  ///< figures of a fitted posterior that are estimated: a KL without a closed form
};

/// One draw of a network's random weights and masks: a scope, local to its thread.
///
/// Inside it the noise of every layer is a pure function of (seed, stream, step, sample, layer, example,
/// element), so that batch size, order of the examples and number of threads change nothing. Layers are told
/// apart by the order in which a forward pass first asks for noise; a posterior that is used again in the
/// same scope (tied weights) gets the same weights again. The scope also collects the KL of what was drawn,
/// each posterior once.
///
///     Draw draw({seed, Stream::kTraining, step});
///     auto logits = network->forward(images);
///     auto loss = cross_entropy(logits, labels) + draw.kl() / training_examples;
///
/// The forward pass has a statement of its own, before that with `draw.kl()`: C++ leaves the order of
/// operands open, and within one expression the KL may be asked for before anything was drawn.
///
/// Without a scope, layers take LibTorch's default generator and collect nothing.
class Draw {
 public:
  struct Key {
    std::uint64_t seed = 0;
    Stream stream = Stream::kTraining;
    std::uint32_t step = 0;
    std::uint32_t sample = 0;  ///< below 2^20
    bool mirrored = false;     ///< the draw of this sample with all its noise mirrored: an antithetic pair
  };
  enum class Kl { kCollect, kSkip };

  /// The examples of the batch are `first_example`, `first_example` + 1, …; all below 2^32, else `Error`.
  explicit Draw(const Key& key, std::int64_t first_example = 0, Kl kl = Kl::kCollect);
  /// The examples of the batch are those of `examples`, [N] int64: their places in the data set, or keys of
  /// their contents (`content_keys`). Throws `Error` where one is negative, or 2^32 and more.
  Draw(const Key& key, const torch::Tensor& examples, Kl kl = Kl::kCollect);

  /// The innermost scope of this thread; nullptr where there is none.
  static Draw* current() { return Pass::current().draw; }

  /// Standard normal noise of a weight tensor; the same again for the same owner, independent for nullptr.
  torch::Tensor weight_normal(const void* owner, torch::IntArrayRef sizes,
                              const torch::TensorOptions& options);
  /// 1 with probability `keep`, else 0, for each weight; the same again for the same owner.
  torch::Tensor weight_bernoulli(const void* owner, torch::IntArrayRef sizes, double keep,
                                 const torch::TensorOptions& options);
  /// Where the noise of a weight tensor lies: what `weight_normal` draws for the same owner.
  kernels::NoiseKey weight_key(const void* owner);
  /// Noise for sizes [N, …]: row i is that of example i, the same in any layout. Throws `Error` where the
  /// batch does not have N examples.
  torch::Tensor example_normal(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                               BatchLayout layout = BatchLayout::kImagesOutermost);
  torch::Tensor example_bernoulli(torch::IntArrayRef sizes, double keep, const torch::TensorOptions& options,
                                  BatchLayout layout = BatchLayout::kImagesOutermost);
  torch::Tensor example_sign(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                             BatchLayout layout = BatchLayout::kImagesOutermost);
  /// Where the noise of the batch lies, `row` aside, and the rows of its examples: what `example_normal`
  /// would draw next, for kernels that make it where they use it. Throws as that does.
  struct ExampleNoise {
    kernels::NoiseKey key;
    std::vector<std::uint32_t> rows;
  };
  ExampleNoise next_example_noise(std::int64_t examples);

  /// Whether a KL of `owner` is wanted: collected at all, and not yet added.
  bool wants_kl(const void* owner) const;
  /// nats, summed over the `weights` weights of `owner`, 0-dimensional. Weights that were removed have no KL
  /// and do not count.
  void add_kl(const void* owner, torch::Tensor kl, std::int64_t weights);
  /// Whether a layer has asked this scope for anything.
  bool has_drawn() const;
  /// Sum of what was added: nats, over all weights, not divided by the number of examples. 0 in a scope that
  /// skips it, and while a guard is active; throws `Error` where nothing was drawn yet otherwise. With
  /// `free_nats` > 0 no owner counts for less than that many nats per weight (the free bits of Kingma et al.
  /// 2016).
  torch::Tensor kl(double free_nats = 0.0) const;

 private:
  std::uint32_t place_of(const void* owner);
  std::uint32_t next_place();
  std::vector<std::uint32_t> rows(std::int64_t count) const;
  template <class FillRow, class FillRows>
  torch::Tensor example_noise(torch::IntArrayRef sizes, const torch::TensorOptions& options,
                              BatchLayout layout, FillRow fill_row, FillRows fill_rows);

  Key key_;
  std::uint64_t philox_key_;
  std::int64_t first_example_ = 0;
  std::optional<std::vector<std::uint32_t>> examples_;  // none: consecutive from first_example_
  bool collects_kl_;
  std::uint32_t places_ = 0;
  std::vector<std::pair<const void*, std::uint32_t>> owners_;
  struct OwnersKl {
    const void* owner;
    torch::Tensor kl;
    std::int64_t weights;
  };
  std::vector<OwnersKl> kls_;
  PassScope<&Pass::draw> scope_;
};

/// A 64-bit value that mixes two others (SplitMix64's finaliser): how seeds of parts derive from the seed of
/// the whole.
std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t part);

}  // namespace bayes
