#include "bayes/priors/spike_and_slab.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

TEST(SpikeAndSlabPrior, GivenWeightsWhenAskedThenTheDensityIsSpikePlusSlab) {
  const auto prior = spike_and_slab_prior({0.8, 0.01, 0.5});

  for (const double weight : {-1.0, -0.02, 0.0, 0.005, 0.3}) {
    // George & McCulloch's mixture, with Boost's normal density.
    const double expected = std::log(0.8 * std::exp(log_normal(weight, 0.0, 0.01)) +
                                     0.2 * std::exp(log_normal(weight, 0.0, 0.5)));
    EXPECT_NEAR(prior->log_density(torch::tensor({weight}, torch::kFloat64)).item<double>(), expected, 1e-10)
        << weight;
  }
}

TEST(SpikeAndSlabPrior, GivenOptionsThatMakeNoSenseWhenMadeThenErrorIsThrown) {
  for (const SpikeAndSlabPriorOptions options :
       {SpikeAndSlabPriorOptions{0.5, 0.5, 0.5}, SpikeAndSlabPriorOptions{0.5, 1.0, 0.5},
        SpikeAndSlabPriorOptions{0.5, NAN, 0.5}, SpikeAndSlabPriorOptions{0.5, 0.0, 0.5},
        SpikeAndSlabPriorOptions{1.5, 0.01, 0.5}, SpikeAndSlabPriorOptions{-0.5, 0.01, 0.5}}) {
    EXPECT_THROW(spike_and_slab_prior(options), Error)
        << options.spike_share << ", " << options.spike_sigma << ", " << options.slab_sigma;
  }
}

}  // namespace
}  // namespace bayes
