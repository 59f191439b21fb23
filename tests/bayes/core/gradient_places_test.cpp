#include "bayes/core/gradient_places.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/layers/operators/fully_connected.h"

namespace bayes {
namespace {

TEST(GradientPlaces, GivenAPlaceWhenALayerGoesBackThenItsGradientIsThereAndNotInAutograd) {
  const auto input = torch::randn({5, 3}), weight = torch::randn({2, 3}, torch::requires_grad());
  const auto expected = torch::ones({5, 2}).t().mm(input);  // of the sum of the outputs
  const auto place = torch::full({2, 3}, 7.0f);
  GradientPlaces places;
  places.add(weight, place);

  const auto sum = fully_connected(input, weight, {}).sum();
  const auto gradient = torch::autograd::grad({sum}, {weight}, {}, false, false, /*allow_unused=*/true)[0];

  EXPECT_TRUE(places.is_claimed(0));
  EXPECT_FALSE(gradient.defined());
  EXPECT_TRUE(torch::allclose(place, expected));
}

TEST(GradientPlaces, GivenAWeightThatIsUsedTwiceWhenItGoesBackThenPlaceAndAutogradAddUp) {
  const auto input = torch::randn({5, 3}), weight = torch::randn({3, 3}, torch::requires_grad());
  const auto twice = [&] { return fully_connected(fully_connected(input, weight, {}), weight, {}).sum(); };
  const auto expected = torch::autograd::grad({twice()}, {weight})[0];
  const auto place = torch::zeros({3, 3});
  GradientPlaces places;
  places.add(weight, place);

  const auto rest = torch::autograd::grad({twice()}, {weight}, {}, false, false, true)[0];

  ASSERT_TRUE(places.is_claimed(0) && rest.defined());
  EXPECT_TRUE(torch::allclose(place + rest, expected, 1e-5, 1e-5));
}

TEST(GradientPlaces, GivenAPlaceForFactorsWhenALayerGoesBackThenTheirProductIsTheGradient) {
  const auto input = torch::randn({3, 5}).t(), weight = torch::randn({2, 3}, torch::requires_grad());
  const auto expected = torch::ones({5, 2}).t().mm(input);  // of the sum of the outputs
  const auto place = torch::full({2, 3}, 7.0f);
  OwedGradient owed;
  GradientPlaces places;
  places.add(weight, place, &owed);

  const auto sum = fully_connected(input, weight, {}).sum();
  const auto gradient = torch::autograd::grad({sum}, {weight}, {}, false, false, /*allow_unused=*/true)[0];

  EXPECT_TRUE(places.is_claimed(0));
  EXPECT_FALSE(gradient.defined());
  ASSERT_TRUE(owed.is_owed() && owed.is_surely_finite());
  EXPECT_EQ(place[0][0].item<float>(), 7.0f);
  owed.pay(place);
  EXPECT_TRUE(torch::allclose(place, expected));
  EXPECT_FALSE(owed.is_owed());
}

TEST(GradientPlaces, GivenFactorsThatAreNotFiniteWhenAskedThenTheProductIsNotSurelyFinite) {
  OwedGradient owed{torch::ones({2, 5}).t(), torch::full({3, 5}, std::nanf("")).t()};

  EXPECT_FALSE(owed.is_surely_finite());
}

TEST(GradientPlaces, GivenNoScopeWhenClaimedThenThereIsNone) {
  EXPECT_FALSE(GradientPlaces::claim(torch::zeros({2})).defined());
}

TEST(GradientPlaces, GivenASecondDerivativeWhenAskedForThenItIsRefusedNotZero) {
  const auto weight = torch::randn({2, 3}, torch::requires_grad());
  const auto sum = fully_connected(torch::randn({5, 3}), weight, {}).square().sum();

  EXPECT_THROW(torch::autograd::grad({sum}, {weight}, {}, true, /*create_graph=*/true), Error);
}

}  // namespace
}  // namespace bayes
