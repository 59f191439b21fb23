#include "bayes/layers/families/deterministic_layers.h"

#include "bayes/layers/plain/plain_layer.h"
#include "bayes/layers/plain/plain_recurrence.h"

namespace bayes {
namespace {

using torch::nn::AnyModule;

struct PlainOf {
  AnyModule operator()(const torch::nn::LinearOptions& options) { return AnyModule(PlainLinear(options)); }
  AnyModule operator()(const torch::nn::Conv1dOptions& options) { return AnyModule(PlainConv1d(options)); }
  AnyModule operator()(const torch::nn::Conv2dOptions& options) { return AnyModule(PlainConv2d(options)); }
  AnyModule operator()(const torch::nn::Conv3dOptions& options) { return AnyModule(PlainConv3d(options)); }
  AnyModule operator()(const torch::nn::ConvTranspose1dOptions& options) {
    return AnyModule(PlainConvTranspose1d(options));
  }
  AnyModule operator()(const torch::nn::ConvTranspose2dOptions& options) {
    return AnyModule(PlainConvTranspose2d(options));
  }
  AnyModule operator()(const torch::nn::ConvTranspose3dOptions& options) {
    return AnyModule(PlainConvTranspose3d(options));
  }
  AnyModule operator()(const torch::nn::EmbeddingOptions& options) {
    return AnyModule(PlainEmbedding(options));
  }
  AnyModule operator()(const torch::nn::LSTMOptions& options) { return AnyModule(PlainLSTM(options)); }
  AnyModule operator()(const torch::nn::GRUOptions& options) { return AnyModule(PlainGRU(options)); }
};

}  // namespace

AnyModule DeterministicLayers::layer(const std::string&, const LayerKind& kind, LayerInput) const {
  return std::visit(PlainOf(), kind);
}

}  // namespace bayes
