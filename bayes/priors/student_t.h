#pragma once

#include <torch/nn/pimpl.h>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct StudentTPriorOptions {
  double degrees = 3.0;
  double scale = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("degrees", options.degrees, positive(),
          "Degrees of freedom: fewer have heavier tails; 1 is Cauchy.");
    field("scale", options.scale, scale_single(), "Scale of every weight.");
  }
};

/// Student's t around zero for every weight, with heavier tails than a Gaussian: a few weights may be large.
/// The KL has no closed form: it is estimated on the weights drawn. Throws `Error` where degrees or scale are
/// not positive numbers. Source: Fortuin et al. 2022, "Bayesian neural network priors revisited", section 4.
class StudentTPriorImpl : public Cloneable<StudentTPriorImpl, Prior> {
 public:
  explicit StudentTPriorImpl(const StudentTPriorOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  /// By the quantile function: for whole and fractional degrees alike.
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;

  StudentTPriorOptions options;
  torch::Tensor degrees;  // 0-dimensional, float64
  torch::Tensor scale;    // 0-dimensional, float64
};
TORCH_MODULE(StudentTPrior);

}  // namespace bayes
