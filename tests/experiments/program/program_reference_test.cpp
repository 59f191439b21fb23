#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/catalog/kinds.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;

TEST(ReferencePage, GivenTheOptionsWhenPrintedThenThePageInDocsIsTheSame) {
  const support::SmallExperiment experiment;

  const auto printed = experiment.bnn({"reference"});

  ASSERT_EQ(printed.status, 0) << printed.messages;
  const bool is_fresh = printed.output == slurp(std::string(TESTS_FOLDER) + "/../docs/reference.md");
  EXPECT_TRUE(is_fresh) << "docs/reference.md is stale; renew it with\n"
                           "  build/release/experiments/bnn reference > docs/reference.md";
}

TEST(ReferencePage, GivenTheCatalogWhenPrintedThenEveryNameSummaryAndSourceIsThere) {
  const support::SmallExperiment experiment;

  const auto page = experiment.bnn({"reference"}).output;

  for (const auto& kind : kinds()) {
    EXPECT_THAT(page, HasSubstr("In `" + kind.place + "`."));
    for (const auto& thing : kind.things) {
      EXPECT_THAT(page, HasSubstr("`" + thing.name + "`"));
      EXPECT_THAT(page, HasSubstr(thing.title));
      EXPECT_THAT(page, HasSubstr(thing.summary));
      EXPECT_THAT(page, HasSubstr(thing.reference));
    }
  }
  // Options, their ranges, defaults and help; those of things stand with the thing alone.
  EXPECT_THAT(page, HasSubstr("| `training.epochs` | a whole number in [1, 100000] | `10` | Passes over"));
  EXPECT_THAT(page, HasSubstr("| `momentum` | a share in [0, 1) | `0.9` | Share of the velocity"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("`model.prior.sigma`")));
  EXPECT_THAT(page, HasSubstr("| bayes_by_backprop, estimator: flipout, posterior: mean_field | yes |"));
}

}  // namespace
}  // namespace bnn
