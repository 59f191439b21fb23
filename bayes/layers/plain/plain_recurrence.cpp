#include "bayes/layers/plain/plain_recurrence.h"

#include <type_traits>

#include "bayes/core/shared_prefix.h"
#include "bayes/layers/plain/copy_of_plain.h"

namespace bayes {

template <class Base, class Options>
RecurrentOutput<Options> PlainRecurrence<Base, Options>::forward(
    const torch::Tensor& input, const Optional<RecurrentState<Options>>& state) {
  using Output = RecurrentOutput<Options>;
  if (state) return Base::forward(input, *state);
  Optional<Output> computed;
  const auto compute = [&]() -> const Output& {
    if (!computed) computed = Base::forward(input);
    return *computed;
  };
  const auto part = [&](std::int64_t number, const auto& choose) {
    return SharedPrefix::remember({this, number}, input, [&] { return choose(compute()); });
  };
  const auto output = part(0, [](const Output& all) { return std::get<0>(all); });
  if constexpr (std::is_same_v<RecurrentState<Options>, torch::Tensor>) {
    return {output, part(1, [](const Output& all) { return std::get<1>(all); })};
  } else {
    const auto h = part(1, [](const Output& all) { return std::get<0>(std::get<1>(all)); });
    const auto c = part(2, [](const Output& all) { return std::get<1>(std::get<1>(all)); });
    return {output, {h, c}};
  }
}

template <class Base, class Options>
std::shared_ptr<torch::nn::Module> PlainRecurrence<Base, Options>::clone(
    const Optional<torch::Device>& device) const {
  return copy_of_plain(std::make_shared<PlainRecurrence>(this->options), *this, device);
}

template class PlainRecurrence<torch::nn::LSTMImpl, torch::nn::LSTMOptions>;
template class PlainRecurrence<torch::nn::GRUImpl, torch::nn::GRUOptions>;

}  // namespace bayes
