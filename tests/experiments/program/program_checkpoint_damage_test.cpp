#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

const std::vector<std::string> kTraining{"training.epochs=60", "data.training_images=100",
                                         "data.validation=20", "method.name=mc_dropout"};

std::vector<std::string> resumed() {
  auto words = kTraining;
  words.push_back("--resume");
  return words;
}

std::vector<fs::path> checkpoints(const fs::path& run) {
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator(run / "checkpoints")) files.push_back(item.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// A run stopped after some epochs, and what it comes to where nothing stops it. Made once.
class CheckpointDamage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    experiment = new SmallExperiment;
    ASSERT_EQ(experiment->run("whole", kTraining).status, 0);
    auto program = experiment->start("stopped", kTraining);
    program.read_until(": epoch ", 3);
    program.send(SIGINT);
    ASSERT_EQ(program.wait().signal, SIGINT);
    ASSERT_EQ(checkpoints(*experiment / "stopped").size(), 2u);
  }
  static void TearDownTestSuite() {
    delete experiment;
    experiment = nullptr;
  }
  static fs::path copy_of_stopped(const std::string& name) {
    fs::copy(*experiment / "stopped", *experiment / name, fs::copy_options::recursive);
    return *experiment / name;
  }
  static void expect_the_one_before(const std::string& name, const support::Ended& ended) {
    EXPECT_EQ(ended.status, 0) << ended.messages;
    EXPECT_THAT(ended.messages, HasSubstr("warning: checkpoint of step"));
    EXPECT_EQ(support::results_of(*experiment / name), support::results_of(*experiment / "whole")) << name;
    EXPECT_EQ(support::history_of(*experiment / name), support::history_of(*experiment / "whole")) << name;
  }

  static SmallExperiment* experiment;
};

SmallExperiment* CheckpointDamage::experiment = nullptr;

TEST_F(CheckpointDamage, GivenAFlippedByteInTheNewestWhenResumedThenTheOneBeforeGivesTheSameBits) {
  const auto bytes = slurp(checkpoints(*experiment / "stopped").back());

  // The length of the header, the header, the payload, its last byte.
  for (const std::size_t place : {std::size_t{0}, std::size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    const std::string name = "flipped at " + std::to_string(place);
    auto flipped = bytes;
    flipped[place] ^= 0x01;
    put(checkpoints(copy_of_stopped(name)).back(), flipped);

    expect_the_one_before(name, experiment->run(name, resumed()));
  }
}

TEST_F(CheckpointDamage, GivenTheNewestCutOffWhenResumedThenTheOneBeforeGivesTheSameBits) {
  const auto bytes = slurp(checkpoints(*experiment / "stopped").back());

  for (const std::size_t length : {std::size_t{0}, std::size_t{7}, bytes.size() - 1}) {
    const std::string name = "cut to " + std::to_string(length);
    put(checkpoints(copy_of_stopped(name)).back(), bytes.substr(0, length));

    expect_the_one_before(name, experiment->run(name, resumed()));
  }
}

TEST_F(CheckpointDamage, GivenAllDamagedWhenResumedThenStatusIsThreeAndTheyStay) {
  const auto run = copy_of_stopped("all damaged");
  for (const auto& file : checkpoints(run)) put(file, "damaged");

  const auto ended = experiment->run("all damaged", resumed());

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("all 2 checkpoints are unusable"));
  EXPECT_FALSE(fs::exists(run / "metrics.json"));
  for (const auto& file : checkpoints(run)) EXPECT_EQ(slurp(file), "damaged");
}

TEST_F(CheckpointDamage, GivenADamagedModelWhenExportedThenStatusIsThree) {
  const auto run = *experiment / "damaged model";
  fs::copy(*experiment / "whole", run, fs::copy_options::recursive);
  auto bytes = slurp(run / "model.safetensors");
  bytes[bytes.size() / 2] ^= 0x20;
  put(run / "model.safetensors", bytes);

  const auto ended = experiment->bnn({"export", run.string(), "--output", (*experiment / "out").string()});

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_FALSE(fs::exists(*experiment / "out"));
}

}  // namespace
}  // namespace bnn
