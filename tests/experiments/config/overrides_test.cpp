#include "experiments/config/overrides.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

SampleOptions sample_with(const std::string& yaml, const std::vector<std::string>& assignments) {
  ConfigNode root = parse_yaml(yaml, "a.yaml");
  for (const std::string& assignment : assignments) apply_override(root, assignment);
  return read_sample(root);
}

std::string override_error(const std::string& assignment) {
  return message_of([&] { sample_with("name: a\ntraining: {epochs: 3}\n", {assignment}); });
}

TEST(Overrides, GivenAssignmentsWhenAppliedThenTheyReplaceAndMakeSections) {
  const SampleOptions options = sample_with("training: {epochs: 3, batch_size: 7}",
                                            {"training.epochs=5", "model.hidden=[10, 20]", "name=a=b",
                                             "training.optimizer={name: sgd, momentum: 0.5}",
                                             "training.optimizer.learning_rate=1e-2", "report.formats=[]"});

  EXPECT_EQ(options.training.epochs, 5);
  EXPECT_EQ(options.training.batch_size, 7);
  EXPECT_EQ(options.model.hidden, (std::vector<std::int64_t>{10, 20}));
  EXPECT_EQ(options.name, "a=b");
  EXPECT_EQ(options.training.optimizer.name, "sgd");
  EXPECT_EQ(options.training.optimizer.momentum, 0.5);
  EXPECT_EQ(options.training.optimizer.learning_rate, 0.01);
  EXPECT_TRUE(options.report.formats.empty());
}

TEST(Overrides, GivenAnEmptyConfigurationWhenAppliedThenItIsMade) {
  EXPECT_EQ(sample_with("", {"training.epochs=5"}).training.epochs, 5);
}

TEST(Overrides, GivenAWrongValueWhenReadThenTheMessageShowsTheCommandLine) {
  const std::string message = override_error("training.epochs=ten");

  EXPECT_EQ(message,
            "error: `training.epochs` is `ten`, which is no number\n"
            "  --> command line: training.epochs=ten\n"
            "   |\n"
            "   | training.epochs=ten\n"
            "   |                 ^^^ expected a whole number >= 1\n"
            "\n"
            "(1 error; nothing was started)");
}

TEST(Overrides, GivenAnUnknownKeyWhenReadThenItIsUnderlinedInTheArgument) {
  const std::string message = override_error("training.epoch=3");

  EXPECT_NE(message.find("   | training.epoch=3\n   |          ^^^^^ did you mean `epochs`?"),
            std::string::npos)
      << message;
}

TEST(Overrides, GivenMalformedAssignmentsWhenAppliedThenEachIsRefusedWithTheArgument) {
  for (const char* bad : {"",
                          "training",
                          "=3",
                          ".a=3",
                          "a.=3",
                          "a..b=3",
                          "seed=",
                          "seed= ",
                          "seed=# 1",
                          "a b=3",
                          "'seed'=3",
                          "seed=[1",
                          "seed={a: 1",
                          "seed='1",
                          "seed=*a",
                          "seed=1\n",
                          "seed=1\nname: b",
                          "seed=!!int 1",
                          "seed=\xFF",
                          "name.first=a",
                          "training.epochs.x=1",
                          "seed=&a [*a]",
                          "seed=@"}) {
    const std::string message = override_error(bad);

    EXPECT_NE(message.find("--> command line: "), std::string::npos) << bad << "\n" << message;
  }
}

TEST(Overrides, GivenLettersOfSeveralBytesInTheKeyWhenTheValueIsWrongThenTheColumnIsRight) {
  ConfigNode root = parse_yaml("{}", "a.yaml");

  apply_override(root, "\xC3\xBC.\xC3\xBC=5");

  EXPECT_EQ(root.find("\xC3\xBC")->find("\xC3\xBC")->span.column, 5);  // by hand: ü . ü = 5
}

}  // namespace
}  // namespace bnn::testing
