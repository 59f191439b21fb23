#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/support/small_data.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::Ended;
using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kSide = 32;
constexpr std::size_t kHeader = 16;

/// The small experiment on images of 32x32 instead of 28x28.
class DataShape : public ::testing::Test {
 protected:
  DataShape() { support::write_small_data(experiment.data(), kSide); }
  Ended check(std::vector<std::string> settings) const {
    settings.insert(settings.begin(), {"check", experiment.config().string()});
    return experiment.bnn(settings);
  }
  // Of training and test images.
  void change_images(const std::function<std::string(const std::string&)>& change) const {
    for (const char* part : {"train", "t10k"}) {
      const auto file = experiment.data() / "mnist" / (std::string(part) + "-images-idx3-ubyte");
      put(file, change(slurp(file)));
    }
  }

  SmallExperiment experiment;
};

TEST_F(DataShape, GivenAnArchitectureForOtherImagesWhenCheckedOrRunThenItsLineIsNamed) {
  put(experiment.config(), "data: {name: mnist, validation: 100}\nmodel:\n  name: lenet5\n");

  for (const auto& ended : {check({}), experiment.run("run")}) {
    EXPECT_EQ(ended.status, 2) << ended.messages;
    EXPECT_THAT(ended.messages, AllOf(HasSubstr("takes images of 28x28 pixels, these have 32x32"),
                                      HasSubstr("config.yaml:3:9"), HasSubstr("such as mlp")));
  }
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

TEST_F(DataShape, GivenHeadersAloneWhenCheckedThenTheyAreEnough) {
  change_images([](const std::string& bytes) { return bytes.substr(0, kHeader); });

  EXPECT_EQ(check({"model={name: lenet5}"}).status, 2);
  EXPECT_EQ(check({"model={name: mlp}"}).status, 0);
}

TEST_F(DataShape, GivenADamagedHeaderWhenCheckedThenTheFileIsNamed) {
  change_images([](const std::string& bytes) { return "x" + bytes.substr(1); });

  const auto ended = check({});

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("magic number"), HasSubstr("images-idx3-ubyte")));
}

TEST_F(DataShape, GivenNoFilesWhenCheckedThenTheShapeIsThatOfTheKnownDataSet) {
  fs::remove_all(experiment.data());

  const auto ended = check({"model={name: lenet5}"});

  EXPECT_EQ(ended.status, 0) << ended.messages;
}

TEST_F(DataShape, GivenAnArchitectureThatTakesThemWhenRunThenItTrainsAndIsAStartForAnother) {
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto start = "model.start.from=" + (experiment / "run").string();

  const auto other = check({start});
  const auto evaluated = experiment.bnn({"evaluate", (experiment / "run").string()});
  support::write_small_data(experiment.data());
  const auto misfit = check({start});

  EXPECT_EQ(other.status, 0) << other.messages;
  EXPECT_EQ(evaluated.status, 0) << evaluated.messages;
  EXPECT_NE(misfit.status, 0) << "784 inputs now, and the weights are of 1024";
}

}  // namespace
}  // namespace bnn
