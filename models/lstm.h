#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "bayes/core/fields.h"
#include "bayes/layers/families/network.h"
#include "models/input_shape.h"

namespace models {

/// What reads the sequence.
enum class RecurrentCell {
  kLstm,  ///< Hochreiter & Schmidhuber 1997
  kGru,   ///< Cho et al. 2014
};

inline std::vector<std::pair<const char*, RecurrentCell>> enum_names(RecurrentCell) {
  return {{"lstm", RecurrentCell::kLstm}, {"gru", RecurrentCell::kGru}};
}

struct LstmOptions {
  std::int64_t hidden = 128;
  std::int64_t layers = 1;
  RecurrentCell cell = RecurrentCell::kLstm;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("hidden", options.hidden, bayes::between(1, 100000), "Width of the state of each layer.");
    field("layers", options.layers, bayes::between(1, 100), "LSTM layers, one on top of the other.");
    field("cell", options.cell, bayes::any(),
          "Kind of each layer: lstm, or gru with a quarter fewer weights.");
  }
};

/// An image as a sequence of its rows, read by an LSTM or GRU, whose parameters are "lstm.…" or "gru.…"; a
/// fully connected layer makes the logits of the state after the last row. 82,186 weights for MNIST, of a GRU
/// 61,962. Throws `bayes::Error` where an option is not positive, or the family of layers has no such layer.
/// Source: Le, Jaitly & Hinton 2015 read MNIST pixel by pixel; row by row is the usual shorter sequence.
bayes::Architecture lstm(const LstmOptions& options, const InputShape& shape);

}  // namespace models
