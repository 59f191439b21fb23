#include <gtest/gtest.h>

#include <sstream>

#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scale_mixture.h"

namespace bayes {
namespace {

std::string printed(const Prior& prior) {
  std::ostringstream stream;
  stream << prior;
  return stream.str();
}

TEST(PriorPrinting, GivenEachPriorWhenPrintedThenItNamesItsHyperparameters) {
  const GaussianPrior gaussian(GaussianPriorOptions{0.5, 0.25});
  gaussian->sigma.fill_(0.125);  // as loaded from a file: the buffer counts
  const ScaleMixturePrior mixture(ScaleMixturePriorOptions{0.25, 1.5, 0.0025});

  EXPECT_EQ(printed(*gaussian), "bayes::GaussianPrior(mean=0.5, sigma=0.125)");
  EXPECT_EQ(printed(*mixture),
            "bayes::ScaleMixturePrior(wide_share=0.25, wide_sigma=1.5, narrow_sigma=0.0025)");
  EXPECT_EQ(printed(*FlatPrior()), "bayes::FlatPrior()");
}

}  // namespace
}  // namespace bayes
