#pragma once

#include <torch/nn/options/rnn.h>
#include <torch/types.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "bayes/core/libtorch.h"

namespace bayes {

/// What differs between recurrent layers; `Options` are LibTorch's, `LSTMOptions` or `GRUOptions`.
template <class Options>
struct Recurrence;

template <>
struct Recurrence<torch::nn::LSTMOptions> {
  static constexpr const char* kName = "LSTM";
  static constexpr std::int64_t kGates = 4;
  using State = std::tuple<torch::Tensor, torch::Tensor>;  ///< h and c, each [layers * directions, N, hidden]
};
template <>
struct Recurrence<torch::nn::GRUOptions> {
  static constexpr const char* kName = "GRU";
  static constexpr std::int64_t kGates = 3;
  using State = torch::Tensor;  ///< h, [layers * directions, N, hidden]
};

template <class Options>
inline constexpr bool is_recurrence =
    std::is_same_v<Options, torch::nn::LSTMOptions> || std::is_same_v<Options, torch::nn::GRUOptions>;
template <class Options>
using RecurrentState = typename Recurrence<Options>::State;
/// Outputs [N, T, directions * hidden] of the last layer, and the state after the last step; as LibTorch's.
template <class Options>
using RecurrentOutput = std::tuple<torch::Tensor, RecurrentState<Options>>;

/// A weight of a recurrent layer, as LibTorch names it: "weight_ih_l0", "bias_hh_l1_reverse", ….
struct RecurrentWeight {
  std::string name;
  std::vector<std::int64_t> sizes;
};
/// For each layer and direction: input to hidden, hidden to hidden, and their biases if there are any.
template <class Options>
std::vector<RecurrentWeight> recurrent_weights(const Options& options);

/// LibTorch's recurrence over a whole sequence.
///   input    [N, T, input_size]
///   state    before the first step; none for zeros
///   weights  in the order of `recurrent_weights`
template <class Options>
RecurrentOutput<Options> recur(const Options& options, const torch::Tensor& input,
                               const Optional<RecurrentState<Options>>& state,
                               const std::vector<torch::Tensor>& weights);

/// Factors of one layer's inputs, [N, features], and of each direction's state where it enters the next step,
/// [N, hidden]: the same at every step. An undefined one is 1.
struct RecurrentFactors {
  torch::Tensor input;
  std::vector<torch::Tensor> hidden;
};
/// The same with factors, one entry a layer. Source: Gal & Ghahramani 2016b, section 4, with one mask for all
/// gates ("tied weights").
template <class Options>
RecurrentOutput<Options> recur_with_factors(const Options& options, const torch::Tensor& input,
                                            const Optional<RecurrentState<Options>>& state,
                                            const std::vector<torch::Tensor>& weights,
                                            const std::vector<RecurrentFactors>& factors);

/// Throws `Error` where batch_first is not set (noise is numbered by examples, in dimension 0), or dropout or
/// proj_size are.
template <class Options>
void require_recurrence(const Options& options, const std::string& layer);
/// Throws `Error` where the input is not [N, T, input_size].
template <class Options>
void require_sequences(const Options& options, const torch::Tensor& input, const char* family);

/// "28, 64, num_layers=2, …" as LibTorch prints it.
template <class Options>
void print_recurrence(std::ostream& stream, const Options& options);

}  // namespace bayes
