#include "bayes/posteriors/cholesky_factor.h"

#include "bayes/posteriors/mean_field_gaussian.h"

namespace bayes {

CholeskyFactorImpl::CholeskyFactorImpl(std::int64_t size, double initial) : size(size), initial(initial) {
  reset();
}

void CholeskyFactorImpl::reset() {
  rho = register_parameter("rho", torch::full({size}, inverse_softplus(initial)));
  if (size > 1) below = register_parameter("below", torch::zeros({size * (size - 1) / 2}));
}

void CholeskyFactorImpl::reset_parameters() {
  torch::NoGradGuard no_grad;
  rho.fill_(inverse_softplus(initial));
  if (below.defined()) below.zero_();
}

void CholeskyFactorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::CholeskyFactor(" << size << ")";
}

torch::Tensor CholeskyFactorImpl::matrix() const {
  auto unit = torch::eye(size, rho.options().requires_grad(false));
  if (below.defined()) {
    unit = unit.masked_scatter(torch::ones({size, size}, torch::kBool).tril(-1).to(rho.device()), below);
  }
  return diagonal().unsqueeze(1) * unit;
}

}  // namespace bayes
