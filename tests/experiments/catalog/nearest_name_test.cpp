#include "experiments/catalog/nearest_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bnn {
namespace {

TEST(EditDistance, GivenPairsWhenMeasuredThenEachEditCountsOne) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);  // the textbook's example
  EXPECT_EQ(edit_distance("adma", "adam"), 1u);       // a swap of neighbours
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);          // 2 without the restriction (Wikipedia's example)
}

TEST(NearestName, GivenSeveralAtTheSameDistanceWhenAskedThenTheFirstIsGiven) {
  EXPECT_EQ(nearest_name("bat", {"car", "cat", "bar"}), "cat");
}

TEST(NearestName, GivenNamesThatAreTooFarWhenAskedThenNoneIsGiven) {
  EXPECT_EQ(nearest_name("ab", {"xy", "abcd"}), std::nullopt);
  EXPECT_EQ(nearest_name("learning", {"learn_mo"}), std::nullopt);  // 3 edits, 8 / 3 = 2 allowed
}

TEST(NearestName, GivenEachSingleEditOfTheKeysWhenAskedThenTheRightOneComesInAtLeast95Percent) {
  const std::vector<std::vector<std::string>> sections = {
      {"name", "seed", "data", "model", "method", "training", "evaluation", "report"},
      {"epochs", "batch_size", "optimizer", "schedule", "early_stopping"},
      {"name", "learning_rate", "betas", "weight_decay", "momentum"},
      {"name", "estimator", "initial_sigma", "samples", "members", "dropout_rate", "temperature"},
  };
  int typos = 0;
  int right = 0;
  for (const auto& keys : sections) {
    for (const std::string& key : keys) {
      std::vector<std::string> edited;
      for (std::size_t i = 0; i <= key.size(); ++i) {
        for (const char letter : std::string("abcdefghijklmnopqrstuvwxyz_")) {
          edited.push_back(key.substr(0, i) + letter + key.substr(i));
          if (i < key.size()) edited.push_back(key.substr(0, i) + letter + key.substr(i + 1));
        }
        if (i < key.size()) edited.push_back(key.substr(0, i) + key.substr(i + 1));
        if (i + 1 < key.size()) edited.push_back(key.substr(0, i) + key[i + 1] + key[i] + key.substr(i + 2));
      }
      for (const std::string& typo : edited) {
        if (typo == key) continue;
        ++typos;
        right += nearest_name(typo, keys) == key ? 1 : 0;
      }
    }
  }

  EXPECT_GT(typos, 5000);
  EXPECT_GE(right, 0.95 * typos) << right << " of " << typos;
}

}  // namespace
}  // namespace bnn
