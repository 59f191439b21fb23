#include "experiments/catalog/calibrators.h"

#include <fmt/format.h>

#include "bayes/calibration/temperature_scaling.h"
#include "bayes/core/error.h"

namespace bnn {

const std::vector<Calibrator>& calibrators() {
  static const std::vector<Calibrator> list{
      {"temperature", "Temperature scaling", "One number divides the log probabilities; accuracy stays.",
       "Guo et al. 2017, section 4.2",
       [](const bayes::Predictive& validation, const torch::Tensor& labels, const bayes::Predictive& test) {
         const double temperature = bayes::fit_temperature(validation, labels);
         return Calibrator::Result{bayes::with_temperature(test, temperature),
                                   fmt::format("temperature {:.3f}", temperature)};
       }},
  };
  return list;
}

const Calibrator& calibrator(const std::string& name) {
  for (const auto& known : calibrators()) {
    if (known.name == name) return known;
  }
  throw bayes::Error("there is no calibration \"" + name + "\"", "evaluation.calibration",
                     "see `bnn list calibrators`");
}

}  // namespace bnn
