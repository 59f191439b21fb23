#include "bayes/weights/signal_to_noise.h"

#include "bayes/core/error.h"

namespace bayes {
namespace {

std::vector<double> values_of(const torch::Tensor& tensor, const std::string& name) {
  const auto flat = tensor.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  if (!flat.isfinite().all().item<bool>()) {
    throw Error("a mean or standard deviation is not finite", name, "see where training diverged",
                Fault::kDiverged);
  }
  const double* first = flat.data_ptr<double>();
  return {first, first + flat.numel()};
}

}  // namespace

WeightValues weight_values(const WeightMoments& moments) {
  if (moments.mean.sizes() != moments.sd.sizes()) {
    throw Error("mean and standard deviation differ in shape", moments.name, "give one sd per weight");
  }
  WeightValues values{values_of(moments.mean, moments.name), values_of(moments.sd, moments.name)};
  for (const double sd : values.sd) {
    if (sd < 0.0)
      throw Error("a standard deviation is negative", moments.name, "give the sd, not its logarithm");
  }
  return values;
}

}  // namespace bayes
