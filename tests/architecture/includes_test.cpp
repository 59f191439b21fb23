#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/architecture/include_rules.h"

namespace architecture {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Sources ours() { return read_sources(TESTS_FOLDER "/.."); }

TEST(Includes, GivenOurSourcesWhenReadThenTheyAreFound) {
  const Sources sources = ours();

  ASSERT_EQ(sources.count("bayes/kernels/noise/noise.cpp"), 1u);
  EXPECT_EQ(sources.at("bayes/kernels/noise/noise.cpp").front().path, "bayes/kernels/noise/noise.h");
}

TEST(Includes, GivenOurSourcesWhenCheckedThenNoArrowIsBroken) {
  EXPECT_THAT(broken_arrows(ours()), IsEmpty());
}

TEST(Includes, GivenOurSourcesWhenCheckedThenEveryLibraryIsWhereItBelongs) {
  EXPECT_THAT(misplaced_libraries(ours()), IsEmpty());
}

TEST(Includes, GivenOurSourcesWhenCheckedThenWhatDoesWithoutLibTorchDoesNotReachIt) {
  EXPECT_THAT(reaches_libtorch(ours()), IsEmpty());
}

TEST(Includes, GivenTextWhenParsedThenLinesAndSpellingsAreFound) {
  const auto includes =
      parse_includes("#pragma once\n#include <cmath>\n// #include <no>\n  # include \"bayes/a.h\"\n");

  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].line, 2);
  EXPECT_EQ(includes[0].path, "cmath");
  EXPECT_EQ(includes[1].line, 4);
  EXPECT_EQ(includes[1].path, "bayes/a.h");
  EXPECT_TRUE(includes[1].quoted);
}

TEST(Includes, GivenAnArrowAgainstTheRuleWhenCheckedThenFileLineAndRuleAreNamed) {
  const Sources sources = {
      {"bayes/priors/a.h", {{3, "bayes/core/error.h", true}, {4, "bayes/layers/plain/b.h", true}}},
      {"notebooks_export/c.cpp", {{1, "bayes/core/error.h", true}, {2, "bayes/core/draw.h", true}}},
      {"models/d.cpp", {{9, "d.h", true}}},
      {"bayes/novelty/e.h", {}}};

  EXPECT_THAT(broken_arrows(sources),
              ElementsAre(HasSubstr("bayes/novelty/e.h:1: bayes/novelty is a new room"),
                          "bayes/priors/a.h:4: includes bayes/layers/plain/b.h: bayes/priors may know bayes/core, bayes/kernels",
                          HasSubstr("models/d.cpp:9: includes d.h: our headers are spelt from"),
                          HasSubstr("notebooks_export/c.cpp:2: includes bayes/core/draw.h")));
}

TEST(Includes, GivenALibraryOutOfItsPlaceWhenCheckedThenFileLineAndRuleAreNamed) {
  const Sources sources = {{"bayes/metrics/a.h", {{2, "boost/math/distributions/normal.hpp", false}}},
                           {"bayes/metrics/a.cpp", {{2, "boost/math/distributions/normal.hpp", false}}},
                           {"bayes/weights/b.h", {{5, "Eigen/Dense", false}}},
                           {"experiments/config/c.cpp", {{1, "yaml-cpp/yaml.h", false}}},
                           {"experiments/run/runner.cpp", {{7, "yaml-cpp/yaml.h", false}}}};

  EXPECT_THAT(
      misplaced_libraries(sources),
      ElementsAre(
          HasSubstr("bayes/metrics/a.h:2: includes boost/"),
          HasSubstr("bayes/weights/b.h:5: includes Eigen/"),
          HasSubstr("experiments/run/runner.cpp:7: includes yaml-cpp/yaml.h: only experiments/config")));
}

TEST(Includes, GivenLibTorchBehindTwoHeadersWhenCheckedThenTheChainIsNamed) {
  const Sources sources = {{"experiments/config/a.cpp", {{1, "bayes/core/b.h", true}}},
                           {"experiments/config/experiment_config.cpp", {{1, "torch/types.h", false}}},
                           {"bayes/core/b.h", {{4, "bayes/core/c.h", true}}},
                           {"bayes/core/c.h", {{5, "bayes/core/b.h", true}, {6, "torch/types.h", false}}}};

  EXPECT_THAT(
      reaches_libtorch(sources),
      ElementsAre("experiments/config/a.cpp:1 -> bayes/core/b.h:4 -> bayes/core/c.h:6 -> torch/types.h: this "
                  "folder does without LibTorch"));
}

}  // namespace
}  // namespace architecture
