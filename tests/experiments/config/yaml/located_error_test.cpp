#include "experiments/config/yaml/located_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/config/yaml/yaml_document.h"

namespace bnn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ConfigNode training() { return parse_yaml("training:\n  epochs: 3\n  batch_size: 64\n", "a.yaml"); }

TEST(LocatedError, GivenAKeyThatIsWrittenWhenLocatedThenItsLineIsShownWithTheFix) {
  const bayes::Error error("the batch is too small", "data.images, training.batch_size", "set it to 128",
                           bayes::Fault::kUsage);

  const auto found = located(error, training());

  EXPECT_THAT(found.what(), AllOf(HasSubstr("error: the batch is too small"), HasSubstr("a.yaml:3:15"),
                                  HasSubstr("batch_size: 64"), HasSubstr("set it to 128")));
  EXPECT_EQ(found.fault, bayes::Fault::kUsage);
}

TEST(LocatedError, GivenNoKeyThatIsWrittenWhenLocatedThenTheErrorIsTheSame) {
  for (const char* where : {"", "training.clip_norm", "Optimizer", "training.epochs.more"}) {
    const bayes::Error error("wrong", where, "right", bayes::Fault::kData);

    const auto found = located(error, training());

    EXPECT_STREQ(found.what(), error.what());
    EXPECT_EQ(found.fault, bayes::Fault::kData);
  }
}

}  // namespace
}  // namespace bnn
