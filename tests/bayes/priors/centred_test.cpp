#include "bayes/priors/centred.h"

#include <gtest/gtest.h>

#include "bayes/core/draw.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/student_t.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

const auto kCentre = [] { return torch::tensor({-1.0, 0.0, 2.5}, torch::kFloat64); };

TEST(CentredPrior, GivenAGaussianWhenCentredThenDensityAndKlAreThoseOfAGaussianAtEachCentre) {
  const CentredPrior prior(GaussianPrior(GaussianPriorOptions{0.0, 0.5}).ptr(), kCentre());
  const auto weight = torch::tensor({-0.3, 0.2, 2.0}, torch::kFloat64);
  const auto sd = torch::tensor({0.1, 0.5, 2.0}, torch::kFloat64);
  double density = 0.0, kl = 0.0;
  for (int i = 0; i < 3; ++i) {
    const double mean = kCentre()[i].item<double>();
    density += log_normal(weight[i].item<double>(), mean, 0.5);
    const GaussianPrior alone(GaussianPriorOptions{mean, 0.5});
    kl += alone->kl_from_gaussian(weight.slice(0, i, i + 1), sd.slice(0, i, i + 1))->item<double>();
  }

  EXPECT_NEAR(prior->log_density(weight).item<double>(), density, 1e-12);
  EXPECT_NEAR(prior->kl_from_gaussian(weight, sd)->item<double>(), kl, 1e-12);
  EXPECT_FALSE(prior->as_normal({1}));  // it is not the same for all weights
}

TEST(CentredPrior, GivenABaseWithoutClosedFormWhenCentredThenThereIsNone) {
  const CentredPrior prior(StudentTPrior().ptr(), kCentre());

  EXPECT_FALSE(prior->kl_from_gaussian(kCentre(), torch::ones({3}, torch::kFloat64)));
  EXPECT_TRUE(prior->is_proper());
}

TEST(CentredPrior, GivenADrawWhenCentredThenItIsTheBasesPlusTheCentre) {
  const auto base = GaussianPrior(GaussianPriorOptions{0.0, 0.5});
  const CentredPrior prior(base.ptr(), kCentre());
  const auto drawn_from = [](const Prior& from) {
    const Draw draw({1, Stream::kTraining, 0, 0});
    return from.draw({3}, torch::kFloat64);
  };

  EXPECT_TRUE(drawn_from(*prior).allclose(kCentre() + drawn_from(*base), 0.0, 1e-12));
}

TEST(CentredPrior, GivenACopyWhenTheFirstChangesThenTheCopyStays) {
  const CentredPrior prior(GaussianPrior().ptr(), kCentre());

  const auto copy = std::dynamic_pointer_cast<CentredPriorImpl>(prior->copy());
  prior->centre.zero_();

  EXPECT_TRUE(copy->centre.equal(kCentre()));
  EXPECT_EQ(copy->named_buffers().size(), 3u);  // centre, base.mean, base.sigma
}

}  // namespace
}  // namespace bayes
