#include "bayes/layers/plain/plain_lstm.h"

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/plain/copy_of_plain.h"

namespace bayes {

using LstmOutput = RecurrentOutput<torch::nn::LSTMOptions>;

LstmOutput PlainLSTMImpl::forward(const torch::Tensor& input,
                                  const Optional<RecurrentState<torch::nn::LSTMOptions>>& state) {
  if (state) return LSTMImpl::forward(input, state);
  Optional<LstmOutput> computed;
  const auto compute = [&]() -> const LstmOutput& {
    if (!computed) computed = LSTMImpl::forward(input);
    return *computed;
  };
  const auto part = [&](std::int64_t number, const auto& choose) {
    return SharedPrefix::remember({this, number}, input, [&] { return choose(compute()); });
  };
  const auto output = part(0, [](const LstmOutput& all) { return std::get<0>(all); });
  const auto h = part(1, [](const LstmOutput& all) { return std::get<0>(std::get<1>(all)); });
  const auto c = part(2, [](const LstmOutput& all) { return std::get<1>(std::get<1>(all)); });
  return {output, {h, c}};
}

std::shared_ptr<torch::nn::Module> PlainLSTMImpl::clone(const Optional<torch::Device>& device) const {
  return copy_of_plain(std::make_shared<PlainLSTMImpl>(options), *this, device);
}

}  // namespace bayes
