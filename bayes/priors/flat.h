#pragma once

#include <torch/nn/pimpl.h>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/prior.h"

namespace bayes {

struct FlatPriorOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// The improper uniform prior: log density 0 everywhere, so that MAP becomes maximum likelihood.
/// It has no draws and no KL; variational layers refuse it.
class FlatPriorImpl : public Cloneable<FlatPriorImpl, Prior> {
 public:
  explicit FlatPriorImpl(const FlatPriorOptions& options = {});
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  /// Always throws `Error`: there is nothing to draw from.
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  bool is_proper() const override { return false; }
};
TORCH_MODULE(FlatPrior);

}  // namespace bayes
