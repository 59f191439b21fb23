#pragma once

#include <torch/nn/modules/container/any.h>

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace bayes {

/// A layer of the conformance suite: listed once, it passes every test of layers_test.cpp.
struct LayerCase {
  std::string name;
  std::function<torch::nn::AnyModule()> make;        ///< fresh, with weights of LibTorch's generator
  std::function<torch::nn::AnyModule()> make_plain;  ///< LibTorch's layer that it replaces
  std::vector<std::int64_t> input;                   ///< N and the rest
  std::string printed;                               ///< by itself, without its children
  bool drops = false;                                ///< whether a `DropoutOffGuard` makes it plain
  std::int64_t features = 1;                         ///< the dimension whose size has to fit
  std::int64_t words = 0;                            ///< above 0: the input is int64 below that, of any shape
};

inline void PrintTo(const LayerCase& layer, std::ostream* stream) { *stream << layer.name; }

}  // namespace bayes
