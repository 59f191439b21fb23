#include "bayes/core/pass.h"

#include <gtest/gtest.h>

#include <thread>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/gradient_places.h"
#include "bayes/core/shared_prefix.h"

namespace bayes {
namespace {

void expect_empty(const Pass& pass) {
  EXPECT_EQ(pass.draw, nullptr);
  EXPECT_EQ(pass.weight_source, nullptr);
  EXPECT_EQ(pass.shared_prefix, nullptr);
  EXPECT_EQ(pass.gradient_places, nullptr);
  EXPECT_EQ(pass.buffer_changes, nullptr);
}

TEST(Pass, GivenScopesOfAllKindsWhenTheInnerEndThenTheOuterAreBackAndAtLastNone) {
  {
    Draw draw({1});
    SharedPrefix prefix(torch::zeros({2}));
    GradientPlaces places;
    BufferChanges changes;
    {
      const Draw inner_draw({2});
      const SharedPrefix inner_prefix(torch::zeros({2}));
      const GradientPlaces inner_places;
      const BufferChanges inner_changes;
      EXPECT_EQ(Draw::current(), &inner_draw);
      EXPECT_EQ(Pass::current().shared_prefix, &inner_prefix);
      EXPECT_EQ(Pass::current().gradient_places, &inner_places);
      EXPECT_EQ(Pass::current().buffer_changes, &inner_changes);
    }
    EXPECT_EQ(Draw::current(), &draw);
    EXPECT_EQ(Pass::current().shared_prefix, &prefix);
    EXPECT_EQ(Pass::current().gradient_places, &places);
    EXPECT_EQ(Pass::current().buffer_changes, &changes);
  }
  expect_empty(Pass::current());
}

TEST(Pass, GivenAScopeWhenAnotherThreadLooksThenItHasNone) {
  const Draw draw({1});

  std::thread([] { expect_empty(Pass::current()); }).join();
}

TEST(Pass, GivenADrawThatIsRefusedWhenItThrowsThenTheOuterScopeStays) {
  const Draw outer({1});

  EXPECT_THROW(Draw({1, Stream::kTraining, 0, 1u << 20}), Error);
  EXPECT_THROW(Draw({1}, torch::tensor({-1})), Error);

  EXPECT_EQ(Draw::current(), &outer);
}

}  // namespace
}  // namespace bayes
