#include "bayes/posteriors/posterior_kinds.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "bayes/core/error.h"
#include "bayes/posteriors/tied_gaussian.h"

namespace bayes {
namespace {

TEST(PosteriorKinds, GivenANameWhenLookedUpThenItIsThatKind) {
  EXPECT_TRUE(posterior_kind("tied") == tied_posterior());
  EXPECT_EQ(posterior_kind("tied").options, std::set<std::string>{"rank"});
}

TEST(PosteriorKinds, GivenANameThatIsNotKnownWhenLookedUpThenTheErrorListsThoseThatAre) {
  try {
    posterior_kind("tide");
    ADD_FAILURE() << "found";
  } catch (const Error& error) {
    EXPECT_EQ(error.problem, "there is no posterior \"tide\"");
    EXPECT_EQ(error.fix, "choose one of mean_field, tied, low_rank, matrix, rank_one, radial");
  }
}

TEST(PosteriorKinds, GivenAllKindsWhenCountedThenNoTwoHaveTheSameName) {
  std::set<std::string> names;
  for (const auto& kind : posterior_kinds()) names.insert(kind.name);

  EXPECT_EQ(names.size(), posterior_kinds().size());
}

}  // namespace
}  // namespace bayes
