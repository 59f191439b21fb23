#include "experiments/config/config_differences.h"

#include <gtest/gtest.h>

#include "experiments/config/yaml/yaml_document.h"

namespace bnn {
namespace {

TEST(ConfigDifferences, GivenTwoConfigurationsWhenComparedThenOnlyWhatDiffersIsListed) {
  const auto first =
      parse_yaml("seed: 0\nmodel: {name: mlp, hidden: [3, 4]}\nmethod: {name: map}\n", "first");
  const auto second = parse_yaml(
      "seed: 0\nmodel: {name: mlp, hidden: [3, 5]}\nmethod: {name: mc_dropout, dropout_rate: 0.1}\n",
      "second");

  const auto found = config_differences(first, second);

  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].key, "model.hidden[1]");
  EXPECT_EQ(found[0].first, "4");
  EXPECT_EQ(found[0].second, "5");
  EXPECT_EQ(found[1].key, "method.name");
  EXPECT_EQ(found[2].key, "method.dropout_rate");
  EXPECT_EQ(found[2].first, "");
  EXPECT_EQ(found[2].second, "0.1");
}

TEST(ConfigDifferences, GivenTheSameWhenComparedThenNothingIsListed) {
  const auto config = parse_yaml("seed: 0\nmodel: {name: mlp}\n", "config");

  EXPECT_TRUE(config_differences(config, config).empty());
}

}  // namespace
}  // namespace bnn
