#pragma once

#include <torch/nn/modules/rnn.h>

#include <memory>
#include <string>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/layers/dropout/dropout_recurrence.h"
#include "bayes/layers/variational/variational_recurrence.h"
#include "bayes/priors/gaussian.h"
#include "tests/conformance/layer_case.h"

namespace bayes {

/// A recurrent layer without its state.
template <class Layer>
class OutputsAloneImpl : public Cloneable<OutputsAloneImpl<Layer>> {
 public:
  explicit OutputsAloneImpl(std::function<Layer()> make) : make(std::move(make)) { reset(); }
  void reset() override { layer = this->register_module("layer", make()); }
  void pretty_print(std::ostream& stream) const override { layer->pretty_print(stream); }
  torch::Tensor forward(const torch::Tensor& input) { return std::get<0>(layer->forward(input)); }

  std::function<Layer()> make;
  Layer layer{nullptr};
};
template <class Layer>
torch::nn::AnyModule outputs_alone(std::function<Layer()> make) {
  return torch::nn::AnyModule(std::make_shared<OutputsAloneImpl<Layer>>(std::move(make)));
}

template <class Layer, class Plain, class Options, class Family>
LayerCase recurrent_layer(const std::string& name, const Options& options, const Family& family,
                          const std::string& printed, bool drops) {
  return {name,
          [=] { return outputs_alone<Layer>([=] { return Layer(options, family); }); },
          [=] { return outputs_alone<Plain>([=] { return Plain(options); }); },
          {4, 3, 2},
          printed,
          drops,
          /*features=*/2};
}

inline void add_recurrent_layers(std::vector<LayerCase>& cases) {
  using namespace torch::nn;
  const VariationalOptions variational{0.1};
  const DropoutOptions dropout{0.25};
  const auto lstm = LSTMOptions(2, 2).batch_first(true);
  const auto gru = GRUOptions(2, 2).batch_first(true);
  const auto deep_lstm = LSTMOptions(2, 2).batch_first(true).num_layers(2).bidirectional(true).bias(false);
  const auto deep_gru = GRUOptions(2, 2).batch_first(true).num_layers(2).bidirectional(true);
  const std::string sampling = ", estimator=weight_sampling)", rate = ", dropout_rate=0.25)";
  cases.push_back(recurrent_layer<VariationalLSTM, LSTM>("Lstm", lstm, variational,
                                                         "bayes::VariationalLSTM(2, 2" + sampling, false));
  cases.push_back(recurrent_layer<VariationalGRU, GRU>("Gru", gru, variational,
                                                       "bayes::VariationalGRU(2, 2" + sampling, false));
  cases.push_back(recurrent_layer<VariationalLSTM, LSTM>(
      "LstmDeep", deep_lstm, variational,
      "bayes::VariationalLSTM(2, 2, num_layers=2, bias=false, bidirectional=true" + sampling, false));
  cases.push_back(recurrent_layer<DropoutLSTM, LSTM>("DropoutLstm", lstm, dropout,
                                                     "bayes::DropoutLSTM(2, 2" + rate, true));
  cases.push_back(
      recurrent_layer<DropoutGRU, GRU>("DropoutGru", gru, dropout, "bayes::DropoutGRU(2, 2" + rate, true));
  cases.push_back(recurrent_layer<DropoutGRU, GRU>(
      "DropoutGruDeep", deep_gru, dropout, "bayes::DropoutGRU(2, 2, num_layers=2, bidirectional=true" + rate,
      true));
}

}  // namespace bayes
