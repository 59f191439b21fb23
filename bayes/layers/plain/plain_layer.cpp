#include "bayes/layers/plain/plain_layer.h"

#include <type_traits>

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/operators/convolution.h"
#include "bayes/layers/operators/embedding.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/plain/copy_of_plain.h"

namespace bayes {

template <class Base, class Options>
PlainLayer<Base, Options>::PlainLayer(const Options& options) : Base(options), options_(options) {
  if constexpr (is_convolution<Options>) require_convolution(options, "Plain" + convolution_name(options));
  if constexpr (is_embedding<Options>) require_embedding(options, "PlainEmbedding");
}

template <class Base, class Options>
torch::Tensor PlainLayer<Base, Options>::forward(const torch::Tensor& input) {
  if constexpr (is_convolution<Options>) require_images(options_, input, "Plain");
  return SharedPrefix::remember(this, input, [&] {
    if constexpr (is_convolution<Options>) {
      return convolve(options_, input, this->weight, this->bias);
    } else if constexpr (is_embedding<Options>) {
      return Base::forward(input);
    } else {
      return fully_connected(input, this->weight, this->bias);
    }
  });
}

template <class Base, class Options>
std::shared_ptr<torch::nn::Module> PlainLayer<Base, Options>::clone(
    const Optional<torch::Device>& device) const {
  return copy_of_plain(std::make_shared<PlainLayer>(options_), *this, device);
}

template class PlainLayer<torch::nn::LinearImpl, torch::nn::LinearOptions>;
template class PlainLayer<torch::nn::Conv1dImpl, torch::nn::Conv1dOptions>;
template class PlainLayer<torch::nn::Conv2dImpl, torch::nn::Conv2dOptions>;
template class PlainLayer<torch::nn::Conv3dImpl, torch::nn::Conv3dOptions>;
template class PlainLayer<torch::nn::ConvTranspose1dImpl, torch::nn::ConvTranspose1dOptions>;
template class PlainLayer<torch::nn::ConvTranspose2dImpl, torch::nn::ConvTranspose2dOptions>;
template class PlainLayer<torch::nn::ConvTranspose3dImpl, torch::nn::ConvTranspose3dOptions>;
template class PlainLayer<torch::nn::EmbeddingImpl, torch::nn::EmbeddingOptions>;

}  // namespace bayes
