#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/mc_dropout.h"
#include "bayes/posteriors/posterior_kinds.h"
#include "experiments/catalog/methods.h"

namespace bayes {

struct NamedMethod {
  std::string name;
  std::function<std::unique_ptr<InferenceMethod>(const Problem&)> make;
};

/// Every method of the catalog with its default options, and the variants that compute differently. A new
/// method passes the conformance suites by its line in the catalog.
inline std::vector<NamedMethod> all_methods() {
  std::vector<NamedMethod> all;
  for (const auto& entry : bnn::methods()) {
    all.push_back({entry.name, [configured = entry.configure()](const Problem& problem) {
                     return configured->make(problem);
                   }});
  }
  for (const auto estimator : {Estimator::kLocalReparameterisation, Estimator::kFlipout}) {
    all.push_back(
        {"bayes_by_backprop_" + std::string(estimator_name(estimator)), [estimator](const Problem& problem) {
           return bayes_by_backprop({0.05, estimator}, problem);
         }});
  }
  for (const auto& kind : posterior_kinds()) {
    all.push_back({"bayes_by_backprop_" + kind.name, [kind](const Problem& problem) {
                     return bayes_by_backprop({0.05, Estimator::kWeightSampling, kind}, problem);
                   }});
  }
  // c1 of LeNet-5, f1 of the small problem; the other layers are points.
  all.push_back({"bayes_by_backprop_first_layer", [](const Problem& problem) {
                   return bayes_by_backprop({{}, {"?1"}}, problem);
                 }});
  all.push_back({"mc_dropout_channel", [](const Problem& problem) {
                   return mc_dropout({0.1, DropoutUnit::kChannel}, problem);
                 }});
  return all;
}

/// How GoogleTest names the instances of a suite over methods.
inline std::string name_of(const testing::TestParamInfo<NamedMethod>& info) { return info.param.name; }

inline void PrintTo(const NamedMethod& method, std::ostream* stream) { *stream << method.name; }

}  // namespace bayes
