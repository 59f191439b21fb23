#include "notebooks_export/formats/history.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"

namespace report {
namespace {

TEST(History, GivenAnEpochWhenWrittenAndReadThenItIsTheSame) {
  EpochRecord epoch;
  epoch.member = 3;
  epoch.epoch = 7;
  epoch.train_loss = 0.1 + 0.2;
  epoch.validation_nll = std::nan("");
  epoch.examples_per_second = 1.0 / 3.0;
  epoch.kl_by_tensor = {{"b.weight", 0.1 + 0.2}, {"a.weight", -4.0}};
  epoch.learnt_scales = {{"b.weight", "dropout_rate", 0.125}, {"a.weight", "dropout_rate", 0.25}};

  const EpochRecord read = parse_history_line(history_line(epoch));

  EXPECT_EQ(read.member, 3);
  EXPECT_EQ(read.epoch, 7);
  EXPECT_EQ(read.train_loss, 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(read.validation_nll));
  EXPECT_EQ(read.examples_per_second, 1.0 / 3.0);
  ASSERT_EQ(read.kl_by_tensor.size(), 2u);
  EXPECT_EQ(read.kl_by_tensor[0].name, "b.weight");  // the network's order, not that of the names
  EXPECT_EQ(read.kl_by_tensor[0].kl, 0.1 + 0.2);
  ASSERT_EQ(read.learnt_scales.size(), 2u);
  EXPECT_EQ(read.learnt_scales[0].tensor, "b.weight");
  EXPECT_EQ(read.learnt_scales[0].name, "dropout_rate");
  EXPECT_EQ(read.learnt_scales[1].value, 0.25);
  EXPECT_EQ(history_line(read), history_line(epoch));
}

TEST(History, GivenAnEpochWhenWrittenThenItIsOneLine) {
  EXPECT_EQ(history_line({}),
            "{\"member\":0,\"epoch\":0,\"train_loss\":0.0,\"train_nll\":0.0,\"kl\":0.0,\"kl_by_tensor\":{},"
            "\"train_accuracy\":0.0,\"validation_nll\":0.0,\"validation_accuracy\":0.0,\"learning_rate\":0.0,"
            "\"seconds\":0.0,"
            "\"examples_per_second\":0.0}\n");
}

TEST(History, GivenTheErrorOfNumbersAsFigureWhenWrittenThenItsKeysSaySoAndItIsReadBack) {
  EpochRecord epoch;
  epoch.figure = "rmse";
  epoch.train_figure = 2.5;
  epoch.validation_figure = 2.75;

  const std::string line = history_line(epoch);
  const EpochRecord read = parse_history_line(line);

  EXPECT_NE(line.find("\"train_rmse\":2.5,"), std::string::npos);
  EXPECT_NE(line.find("\"validation_rmse\":2.75,"), std::string::npos);
  EXPECT_EQ(line.find("accuracy"), std::string::npos);
  EXPECT_EQ(read.figure, "rmse");
  EXPECT_EQ(read.train_figure, 2.5);
  EXPECT_EQ(read.validation_figure, 2.75);
}

TEST(History, GivenADamagedLineWhenReadThenTheErrorIsAboutData) {
  const std::string whole = history_line({});
  std::string text_for_number = whole;
  text_for_number.replace(text_for_number.find("0.0"), 3, "\"x\"");
  std::string broken_epoch = whole;
  broken_epoch.replace(broken_epoch.find("\"epoch\":0") + 8, 1, "1.5");
  std::string list_for_object = whole;
  list_for_object.replace(list_for_object.find("{}"), 2, "[]");
  for (const std::string& line : {list_for_object, whole.substr(0, 40), std::string("{}"), std::string("[]"),
                                  std::string(), text_for_number, broken_epoch}) {
    try {
      parse_history_line(line);
      ADD_FAILURE() << "accepted: " << line;
    } catch (const bayes::Error& error) {
      EXPECT_EQ(error.fault, bayes::Fault::kData);
    }
  }
}

}  // namespace
}  // namespace report
