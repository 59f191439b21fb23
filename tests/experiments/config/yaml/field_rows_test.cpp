#include "experiments/config/yaml/field_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/experiments/config/sample_options.h"

namespace bnn::testing {
namespace {

std::vector<FieldRow> sample_rows() {
  SampleOptions options;
  FieldRows rows;
  SampleOptions::visit_fields(options, rows);
  return rows.rows();
}

FieldRow row_of(const std::string& key) {
  for (const auto& row : sample_rows()) {
    if (row.key == key) return row;
  }
  ADD_FAILURE() << "no row " << key;
  return {};
}

TEST(FieldRows, GivenOptionsWhenVisitedThenKeysArePathsInTheirOrder) {
  std::vector<std::string> keys;
  for (const auto& row : sample_rows()) keys.push_back(row.key);

  EXPECT_THAT(keys, ::testing::ElementsAre("name", "seed", "model", "model.name", "model.hidden",
                                           "model.dropout_rate", "model.temperature", "model.estimator",
                                           "training", "training.epochs", "training.batch_size",
                                           "training.shuffle", "training.optimizer",
                                           "training.optimizer.name", "training.optimizer.learning_rate",
                                           "training.optimizer.clip_norm", "report", "report.formats"));
}

TEST(FieldRows, GivenEveryKindOfFieldWhenVisitedThenRangeDefaultAndHelpAreThere) {
  const auto rate = row_of("training.optimizer.learning_rate"), clip = row_of("training.optimizer.clip_norm");
  const auto hidden = row_of("model.hidden"), section = row_of("training.optimizer");

  EXPECT_EQ(rate.expected, "a number > 0");
  EXPECT_EQ(rate.value, "0.001");
  EXPECT_EQ(rate.help, "Step size.");
  EXPECT_EQ(clip.expected, "a number > 0, or null");
  EXPECT_EQ(clip.value, "null");
  EXPECT_EQ(hidden.expected, "a list, each a whole number >= 1");
  EXPECT_EQ(hidden.value, "[400, 400]");
  EXPECT_EQ(row_of("model.dropout_rate").expected, "a share in [0, 1)");
  EXPECT_EQ(row_of("training.shuffle").expected, "true or false");
  EXPECT_EQ(row_of("report.formats").value, "[html]");
  EXPECT_EQ(section.expected + section.value, "");
}

TEST(FieldRows, GivenANameWhenVisitedThenWhatItMayBeIsListed) {
  EXPECT_THAT(row_of("model.estimator").known, ::testing::ElementsAre("weight_sampling", "flipout"));
  EXPECT_EQ(row_of("model.estimator").expected, "weight_sampling, flipout");
  EXPECT_TRUE(row_of("model.hidden").known.empty());
}

}  // namespace
}  // namespace bnn::testing
